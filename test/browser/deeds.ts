import type { Product } from '../support/product.js';
import { logIn, PASSWORD, type Person, register } from '../support/visitor.js';

export const NEW_PASSWORD = 'a quiet lamp above seven stairs';
export const SUBMIT = 'main button[type=submit]';

/** A form that does something, as a person finds it. */
export interface Deed {
  readonly name: string;
  readonly path: string;
  readonly button: string;
  /** Who comes to the form: somebody who is signed in here and on another device, a guest with an account, somebody new. */
  readonly comes: 'signed in' | 'as a guest' | 'for the first time';
  fields(person: Person): Readonly<Record<string, string>>;
  /** What is announced once, however often the form was sent; null where each repetition is announced too. */
  readonly event: string | null;
  /** Where the answer leads to. */
  readonly to: string;
  /** The form that is gone from there, where the page is the one that it stood on. */
  readonly formGone?: string;
  /** How many devices the list has afterwards; null where nobody is signed in. */
  readonly devicesAfter: number | null;
  /** The same, where a reload came in place of the answer. */
  readonly devicesAfterReload?: number;
  /** Where such a reload leads to, and whether it asks for a login because the old session id is over. */
  readonly reloaded: string;
  readonly endsOldId: boolean;
  /** Where the way Back leads to from the answer. */
  readonly back: RegExp;
}

const SIGNED_IN = { button: SUBMIT, comes: 'signed in' } as const;

export const DEEDS: readonly Deed[] = [
  {
    ...SIGNED_IN,
    name: 'Change password',
    path: '/settings/password',
    fields: () => ({ currentPassword: PASSWORD, password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD }),
    event: 'password-changed',
    to: '/settings',
    devicesAfter: 1,
    reloaded: '/login?next=%2Fsettings%2Fpassword',
    endsOldId: true,
    back: /^\/settings\/password$/,
  },
  {
    ...SIGNED_IN,
    name: 'Confirm',
    path: '/confirm?next=%2Fprofile',
    fields: () => ({ password: PASSWORD }),
    event: 'login-confirmed',
    to: '/profile',
    devicesAfter: 2,
    reloaded: '/confirm?next=%2Fprofile',
    endsOldId: false,
    back: /^\/confirm\?next=%2Fprofile$/,
  },
  {
    ...SIGNED_IN,
    name: 'Log out all other devices',
    path: '/settings/sessions',
    button: 'form[action$=revoke-others] button',
    fields: () => ({}),
    event: 'session-revoked',
    to: '/settings/sessions',
    formGone: '/settings/sessions/revoke-others',
    devicesAfter: 1,
    reloaded: '/login?next=%2Fsettings%2Fsessions',
    endsOldId: true,
    // Firefox puts a page in the place of the same page.
    back: /^\/(settings\/sessions|dashboard)$/,
  },
  {
    name: 'Log in',
    path: '/login?next=%2Fprofile',
    button: SUBMIT,
    comes: 'as a guest',
    fields: ({ username }) => ({ identifier: username, password: PASSWORD, remember: 'on' }),
    event: null,
    to: '/profile',
    devicesAfter: 1,
    // The form that was loaded again is another form: nothing tells that the browser is the same.
    devicesAfterReload: 2,
    reloaded: '/login?next=%2Fprofile',
    endsOldId: false,
    back: /^\/profile$/,
  },
  {
    name: 'Register',
    path: '/register',
    button: SUBMIT,
    comes: 'for the first time',
    fields: (person) => ({ ...person, passwordConfirmation: person.password }),
    event: 'registered',
    to: '/login',
    devicesAfter: null,
    reloaded: '/register',
    endsOldId: false,
    back: /^\/register$/,
  },
  {
    ...SIGNED_IN,
    name: 'Log out',
    path: '/logout',
    button: 'main form[action="/logout"] button',
    fields: () => ({}),
    event: null,
    to: '/login',
    devicesAfter: null,
    reloaded: '/logout',
    endsOldId: false,
    back: /^\/logout$/,
  },
];

/** The account, if there is one before the deed; and another device of whoever is signed in. */
export async function prepare(product: Product, person: Person, { comes }: Deed): Promise<void> {
  if (comes === 'for the first time') return;
  await register(product.visitor(), person);
  if (comes === 'signed in') await logIn(product.visitor(), person);
}
