/** What stands in a tab. */
export interface Seen {
  readonly path: string;
  readonly text: string;
  /** Who is signed in, as the navigation says. */
  readonly greeted: string | null;
  readonly messages: readonly string[];
  /** How many entries the list of the page has. */
  readonly listed: number;
  /** Where its own forms lead to, without those of the navigation. */
  readonly forms: readonly string[];
  /** What stands on its own buttons that can be seen. */
  readonly buttons: readonly string[];
}

/** A tab that is used as people use one: nothing waits for a page unless it says so. */
export interface Tab {
  /** Waits for the page. */
  open(url: string): Promise<void>;
  fill(fields: Readonly<Record<string, string>>): Promise<void>;
  /** Presses and releases the mouse on it, so many times without a pause: twice is a double click. */
  press(selector: string, times?: number): Promise<void>;
  /** Clicks at the same place, on whatever is there by now. */
  pressAgain(): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  /** Null while a page is on its way. */
  seen(): Promise<Seen | null>;
}

/** A browser with cookies of its own. */
export interface Profile {
  tab(): Promise<Tab>;
  forget(cookie: string): Promise<void>;
  close(): Promise<void>;
}

export interface Engine {
  profile(): Promise<Profile>;
  close(): Promise<void>;
}

/** What a script in the page has to say, as JSON: a `Seen`, or null while the page is on its way. */
export const LOOK = `JSON.stringify(document.readyState !== 'complete' ? null : {
  path: location.pathname + location.search,
  text: document.querySelector('main')?.textContent ?? '',
  greeted: document.querySelector('nav a[href="/profile"]')?.textContent ?? null,
  messages: [...document.querySelectorAll('[role=status]')].map(({ textContent }) => textContent),
  listed: document.querySelectorAll('main li').length,
  buttons: [...document.querySelectorAll('main button')].filter((button) => button.checkVisibility()).map(({ textContent }) => textContent),
  forms: [...document.querySelectorAll('main form')].map((form) => form.getAttribute('action')),
})`;

/** Fills fields of the page's own form. */
export const fillWith = (fields: Readonly<Record<string, string>>): string =>
  `for (const [name, value] of Object.entries(${JSON.stringify(fields)})) {
    const field = document.querySelector('main [name="' + name + '"]');
    if (field.type === 'checkbox') field.checked = true; else field.value = value;
  }`;

/** Where the middle of an element is, as JSON, once it has been scrolled to. */
export const middleOf = (selector: string): string => `(() => {
  const element = document.querySelector(${JSON.stringify(selector)});
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return JSON.stringify({ x: Math.round(x + width / 2), y: Math.round(y + height / 2) });
})()`;
