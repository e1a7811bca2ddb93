import type { Page } from 'playwright-core';
import { leave } from './walk.js';

/** A page in one of its states, and how to get there. */
export interface Scene {
  readonly name: string;
  readonly path: string;
  /** Fields to send with the page's own form. */
  readonly sends?: Readonly<Record<string, string>>;
}

const BAD_SIGN_UP = { username: 'rita!', email: 'rita@example', password: 'short', passwordConfirmation: 'other' };

export const GUEST_SCENES: readonly Scene[] = [
  { name: 'front', path: '/' },
  { name: 'login', path: '/login' },
  { name: 'login-flash', path: '/profile' },
  { name: 'login-empty', path: '/login', sends: {} },
  { name: 'login-refused', path: '/login', sends: { identifier: 'nobody.here', password: 'not the password' } },
  { name: 'register', path: '/register' },
  { name: 'register-errors', path: '/register', sends: BAD_SIGN_UP },
  { name: 'register-empty', path: '/register', sends: {} },
  { name: 'logout-guest', path: '/logout' },
  { name: 'missing-guest', path: '/nothing/here' },
];

export const MEMBER_SCENES: readonly Scene[] = [
  { name: 'front-member', path: '/' },
  { name: 'dashboard', path: '/dashboard' },
  { name: 'profile', path: '/profile' },
  { name: 'settings', path: '/settings' },
  { name: 'sessions', path: '/settings/sessions' },
  { name: 'password', path: '/settings/password' },
  {
    name: 'password-errors',
    path: '/settings/password',
    sends: { currentPassword: 'wrong', password: 'short', passwordConfirmation: 'other' },
  },
  { name: 'confirm', path: '/confirm?next=%2Fsettings%2Fsessions' },
  { name: 'logout', path: '/logout' },
  { name: 'missing', path: '/nothing/here' },
];

export async function enter(page: Page, origin: string, { path, sends }: Scene): Promise<void> {
  await page.goto(origin + path);
  if (sends === undefined) return;
  for (const [name, value] of Object.entries(sends)) await page.locator(`main [name="${name}"]`).fill(value);
  await leave(page, () => page.locator('main button[type=submit]').click());
}
