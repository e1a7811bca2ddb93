import type { JSX } from 'preact';
import type { NavigationLink } from './links.js';
import type { ShownUser } from './shown-user.js';
import type { FlashCategory, FlashCode, Texts } from '../texts/texts.js';

/** A message at a field: a code of the file of texts with the values for its gaps, or a text itself. */
export interface FieldMessage {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export type FieldErrors = Readonly<Record<string, readonly FieldMessage[]>>;

/** A form that is shown again: what was typed, what is wrong. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: FieldErrors;
  /** What is wrong with the whole of it. */
  readonly alert?: string;
}

/** What every form page knows: the safe address to go on to, if one was asked for. */
export interface FormPageData {
  readonly next: string | null;
}

/** A message for this page, once. */
export interface ShownFlash {
  readonly code: FlashCode;
  readonly category: FlashCategory;
}

/** What every page may show besides its own data. */
export interface PageContext {
  readonly user: ShownUser | null;
  readonly flashes: readonly ShownFlash[];
  readonly texts: Texts;
  /** The links of the navigation that this visitor sees. */
  readonly navigation: readonly NavigationLink[];
  /** The path of this page. */
  readonly path: string;
  readonly form: FormState;
  readonly passwordMinLength: number;
  /** Paths of the stylesheets, by content. */
  readonly stylesheets: readonly string[];
  readonly icon: string;
  /** Paths of the scripts, by content: none is needed, each makes something more comfortable. */
  readonly scripts: { readonly showPassword: string; readonly refusedForm: string };
}

/** A page: a function of typed data, escaped by default, with its title. */
export interface View<Data extends object = object> {
  (props: { readonly data: Data; readonly context: PageContext }): JSX.Element;
  readonly title: string;
}

/** Gives a page its title. */
export function view<Data extends object>(
  title: string,
  render: (props: { readonly data: Data; readonly context: PageContext }) => JSX.Element,
): View<Data> {
  return Object.assign(render, { title });
}

export const EMPTY_FORM: FormState = { values: {}, errors: {} };

/** Whether a form is shown again because it was refused. */
export function isRefused({ alert, errors }: FormState): boolean {
  return alert !== undefined || Object.keys(errors).length > 0;
}
