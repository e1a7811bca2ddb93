import type { JSX } from 'preact';
import { checkPolicySources, type PolicySources } from './content-security-policy.js';
import type { FormState, PageContext } from './page-context.js';

export type { FieldErrors, FieldMessage, FormState, LayoutProps, PageContext, PageLayout, ShownFlash } from './page-context.js';

/** Every form page knows the safe address to go on to, if one was asked for. */
export interface FormPageData {
  readonly next: string | null;
}

export type Render<Data extends object> = (props: { readonly data: Data; readonly context: PageContext }) => JSX.Element;

/** A page is a function of typed data, escaped by default, with a title that names it. */
export interface View<Data extends object = object> extends Render<Data> {
  readonly title: string;
  /** This page may load these besides what every page may. */
  readonly contentSecurityPolicy?: PolicySources;
  /** This is true where guests see nothing but what the context tells: such a page is rendered once, not for each of them. */
  readonly isSameForGuests?: boolean;
  /** This is true where the page holds a secret, such as that of a mailed link: no browser keeps it, not even for Back. */
  readonly holdsSecret?: boolean;
}

interface ViewOptions {
  /** This widens the Content-Security-Policy of this page alone (docs/content-security-policy.md). */
  readonly contentSecurityPolicy?: PolicySources;
  /** This is true where guests see nothing but what the context tells: such a page is rendered once, not for each of them. */
  readonly isSameForGuests?: boolean;
  /** This is true where the page holds a secret, such as that of a mailed link: no browser keeps it, not even for Back. */
  readonly holdsSecret?: boolean;
}

/** Gives a page its title. Throws where its policy would let in more than it says. */
export function view<Data extends object>(title: string, render: Render<Data>, options: ViewOptions = {}): View<Data> {
  checkPolicySources(`the page "${title}"`, options.contentSecurityPolicy ?? {});
  return Object.assign(render, { title, ...options });
}

/** This is a page that takes the place of another one. */
export interface PageReplacement {
  readonly page: View<never>;
  readonly by: View<never>;
}

/**
 * Puts a page of a team's in the place of one of the product's, for `pages` of `@Feature`: it gets the same data, whose
 * type it must fit. JSON answers stay.
 */
export function replacePage<Data extends object>(page: View<Data>, by: Render<Data>, options: ViewOptions = {}): PageReplacement {
  // Each is a new function, so that one function may take the place of several pages.
  return { page, by: view<Data>(page.title, (props) => by(props), options) };
}

export const EMPTY_FORM: FormState = { values: {}, errors: {} };

/** Tells whether a form is shown again because it was refused. */
export function isRefused({ alert, errors }: FormState): boolean {
  return alert !== undefined || Object.keys(errors).length > 0;
}
