/** Handlers say by these keys who may come in: access.decorators.ts writes them, and the guards read them. */
export const IS_PUBLIC = Symbol('open to everyone');
export const FRESH_LOGIN = Symbol('asks for a fresh login');
export const KEEPS_DRAFT = Symbol('gives back after the login what was typed');
export const LOGIN_PAGE = Symbol('the login page of an area');

export interface FreshLoginOptions {
  /** For a form, this is the page that the form stands on. */
  readonly returnTo?: string;
}
