import type { AuthenticationMethod } from '../../sessions/record/authentication.js';

/** Handlers say by these keys who may come in: access.decorators.ts writes them, and the guards read them. */
export const FRESH_LOGIN = Symbol('asks for a fresh login');
export const SECOND_FACTOR = Symbol('asks for a second factor');
export const KEEPS_DRAFT = Symbol('gives back after the login what was typed');
export const LOGIN_PAGE = Symbol('the login page of an area');

export interface FreshLoginOptions {
  /** For a form, this is the page that the form stands on. */
  readonly returnTo?: string;
  /** Only this method counts, such as `passkey`. */
  readonly by?: AuthenticationMethod;
}

export interface SecondFactorOptions {
  /** For a form, this is the page that the form stands on. */
  readonly returnTo?: string;
  /** An account without a second factor passes: nobody can ask it for one. */
  readonly onlyIfSetUp?: boolean;
}
