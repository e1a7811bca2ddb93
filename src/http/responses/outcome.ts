import type { FormState, View } from '../../views/view.js';

interface PageOptions {
  readonly status?: number;
  /** This is the state of the page's form. */
  readonly form?: FormState;
  /** Programs get this; the data of the page unless it says otherwise. */
  readonly json?: object;
}

/** A page is HTML by its view, and JSON as its data. */
export class PageOutcome {
  private constructor(
    readonly view: View,
    /** This is what the view shows. */
    readonly shown: object,
    /** This is what programs get. */
    readonly data: object,
    readonly status: number,
    readonly form: FormState | undefined,
  ) {}

  static of<Data extends object>(
    view: View<Data>,
    data: Data,
    { status = 200, form, json = data }: PageOptions = {},
  ): PageOutcome {
    // The data fits this view, which no type can say of the two apart.
    return new PageOutcome(view as unknown as View, data, json, status, form);
  }

  /** Returns the same page with what programs get exchanged. */
  withJson(data: object): PageOutcome {
    return new PageOutcome(this.view, this.shown, data, this.status, this.form);
  }

  withStatus(status: number): PageOutcome {
    return new PageOutcome(this.view, this.shown, this.data, status, this.form);
  }
}

/** A form was accepted: browsers are sent on with 303, and programs get the data. */
export class RedirectOutcome {
  constructor(
    readonly to: string,
    readonly json: { readonly status: 200 | 201 | 202 | 204 | 303; readonly body?: object; readonly location?: string },
  ) {}

  /** Returns the same outcome with what programs get exchanged. */
  withJson(body: object): RedirectOutcome {
    return new RedirectOutcome(this.to, { ...this.json, body });
  }
}

export type Outcome = PageOutcome | RedirectOutcome;

/** Tells our outcomes, which {@link page} and the functions below make, from all else that a handler may return. */
export function isOutcome(value: unknown): value is Outcome {
  return value instanceof PageOutcome || value instanceof RedirectOutcome;
}

/** Exchanges what programs get of an outcome, if they get anything. */
export function mapJson(outcome: Outcome, change: (data: object) => object): Outcome {
  if (outcome instanceof PageOutcome) return outcome.withJson(change(outcome.data));
  return outcome.json.body === undefined ? outcome : outcome.withJson(change(outcome.json.body));
}

/** These are the values of fields: a text, or a list where a field holds several. */
export type FieldValues = Readonly<Record<string, string | readonly string[]>>;

interface ShownBesides {
  /** Programs get this in place of the data. */
  readonly json?: object;
  /** These stand in the fields of the page's form, such as what is to be edited. */
  readonly values?: FieldValues;
}

/** Shows a page; its JSON is the data and the current user. */
export function page<Data extends object>(view: View<Data>, data: Data, { json, values }: ShownBesides = {}): PageOutcome {
  return PageOutcome.of(view, data, { ...(json && { json }), ...(values && { form: formOf(values) }) });
}

function formOf(values: FieldValues): FormState {
  const entries = Object.entries(values);
  return {
    values: Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    lists: Object.fromEntries(entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))),
    errors: {},
  };
}

/** Sends browsers on to `to`; programs get 200 with the data and `redirectTo`. */
export function redirect(to: string, data: object): RedirectOutcome {
  return new RedirectOutcome(to, { status: 200, body: { ...data, redirectTo: to } });
}

/** Sends everybody on, programs too. */
export function redirectAll(to: string): RedirectOutcome {
  return new RedirectOutcome(to, { status: 303, location: to });
}

/** Reports that something was made: browsers go on to `to`; programs get 201, the data and where it is. */
export function created(location: string, data: object, to: string): RedirectOutcome {
  return new RedirectOutcome(to, { status: 201, body: data, location });
}

/** Reports that something was taken on and will be done later: browsers go on to `to`; programs get 202 and the data. */
export function accepted(to: string, data: object = {}): RedirectOutcome {
  return new RedirectOutcome(to, { status: 202, body: data });
}

/** Reports success with nothing to tell: browsers go on to `to`; programs get 204. */
export function done(to: string): RedirectOutcome {
  return new RedirectOutcome(to, { status: 204 });
}
