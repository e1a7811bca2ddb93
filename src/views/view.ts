import type { JSX } from 'preact';
import type { NavigationLink } from './links.js';
import type { ShownUser } from './shown-user.js';
import type { FlashCategory, FlashCode, Texts } from '../texts/texts.js';

/** This is a message at a field: a code of the file of texts with the values for its gaps, or a text itself. */
export interface FieldMessage {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export type FieldErrors = Readonly<Record<string, readonly FieldMessage[]>>;

/** This is a form that is shown again: what was typed, and what is wrong. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: FieldErrors;
  /** This tells what is wrong with the form as a whole. */
  readonly alert?: string;
}

/** Every form page knows the safe address to go on to, if one was asked for. */
export interface FormPageData {
  readonly next: string | null;
}

/** This is a message that this page shows once. */
export interface ShownFlash {
  readonly code: FlashCode;
  readonly category: FlashCategory;
}

/** Every page may show this besides its own data. */
export interface PageContext {
  readonly user: ShownUser | null;
  readonly flashes: readonly ShownFlash[];
  readonly texts: Texts;
  /** These are the links of the navigation that this visitor sees. */
  readonly navigation: readonly NavigationLink[];
  /** This is the path of this page. */
  readonly path: string;
  readonly form: FormState;
  readonly passwordMinLength: number;
  /** These are paths of the stylesheets; each name contains a hash of the content. */
  readonly stylesheets: readonly string[];
  readonly icon: string;
  /** These are paths of the scripts: none is needed, and each makes something more comfortable. */
  readonly scripts: { readonly showPassword: string; readonly refusedForm: string };
}

/** A page is a function of typed data, escaped by default, with a title. */
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

/** Tells whether a form is shown again because it was refused. */
export function isRefused({ alert, errors }: FormState): boolean {
  return alert !== undefined || Object.keys(errors).length > 0;
}
