import type { Page } from 'playwright-core';
import type { Reader } from './spoken.js';
import { leave } from './walk.js';

/** A page in one of its states, and how to get there. */
export interface Scene {
  readonly name: string;
  readonly path: string;
  /** Fields to send with the page's own form. */
  readonly sends?: Readonly<Record<string, string>>;
  /** How often they are sent; once, if it does not say. */
  readonly times?: number;
}

const BAD_SIGN_UP = { username: 'rita!', email: 'rita@example', password: 'short', passwordConfirmation: 'other' };

export const GUEST_SCENES: readonly Scene[] = [
  { name: 'front', path: '/' },
  { name: 'login', path: '/login' },
  { name: 'login-flash', path: '/profile' },
  { name: 'login-empty', path: '/login', sends: {} },
  { name: 'login-refused', path: '/login', sends: { identifier: 'nobody.here', password: 'not the password' } },
  { name: 'login-throttled', path: '/login', sends: { identifier: 'too.often', password: 'not it' }, times: 4 },
  { name: 'register', path: '/register' },
  { name: 'register-errors', path: '/register', sends: BAD_SIGN_UP },
  { name: 'register-empty', path: '/register', sends: {} },
  { name: 'forgot', path: '/forgot-password' },
  { name: 'forgot-errors', path: '/forgot-password', sends: { email: 'rita@example' } },
  { name: 'link-void', path: '/reset-password?token=void' },
  { name: 'verify-guest', path: '/verify-email' },
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
  { name: 'confirm-refused', path: '/confirm', sends: { password: 'not the password' } },
  { name: 'second-factor', path: '/settings/second-factor' },
  { name: 'totp', path: '/settings/second-factor/totp' },
  { name: 'totp-refused', path: '/settings/second-factor/totp', sends: { code: 'wrong' } },
  { name: 'verify', path: '/verify-email' },
  { name: 'profile-edit', path: '/settings/profile' },
  { name: 'picture', path: '/settings/picture' },
  { name: 'email', path: '/settings/email' },
  { name: 'email-errors', path: '/settings/email', sends: { email: 'rita@example' } },
  { name: 'delete', path: '/settings/delete' },
  { name: 'delete-errors', path: '/settings/delete', sends: { username: 'somebody.else' } },
  { name: 'logout', path: '/logout' },
  { name: 'missing', path: '/nothing/here' },
];

export function enter(page: Page, origin: string, scene: Scene): Promise<void> {
  const open = async (url: string) => void (await page.goto(url));
  return enterBy({ open, send: (fields) => fillAndSend(page, fields) }, origin, scene);
}

/** The same in any browser. */
export async function enterBy(
  browser: Pick<Reader, 'open' | 'send'>,
  origin: string,
  { path, sends, times = 1 }: Scene,
): Promise<void> {
  await browser.open(origin + path);
  if (sends !== undefined) for (let time = 0; time < times; time += 1) await browser.send(sends);
}

export async function fillAndSend(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).fill(value);
  await leave(page, () => page.locator('main button[type=submit]').click());
}
