import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Person } from '../support/visitor.js';
import type { Hand } from './hands.js';
import { leave } from './walk.js';

/** The forms as a visitor knows them: by their labels. */
export const FIELDS = {
  username: 'Username',
  email: 'Email',
  password: 'Password',
  passwordConfirmation: 'Confirm password',
} as const;

export type SignUp = Record<keyof typeof FIELDS, string>;

export function field(page: Page, label: string): Locator {
  return page.getByLabel(label, { exact: true });
}

export async function sendSignUp(page: Page, hand: Hand, values: SignUp): Promise<void> {
  for (const name of Object.keys(FIELDS) as (keyof SignUp)[]) await hand.fill(field(page, FIELDS[name]), values[name]);
  await leave(page, () => hand.press(button(page, 'Register')));
}

export async function sendLogin(page: Page, hand: Hand, { username }: Person, password: string): Promise<void> {
  await hand.fill(field(page, 'Username or email'), username);
  await hand.fill(field(page, 'Password'), password);
  await leave(page, () => hand.press(button(page, 'Log in')));
}

export async function follow(page: Page, hand: Hand, name: string, within = 'main'): Promise<void> {
  await leave(page, () => hand.press(page.locator(within).getByRole('link', { name, exact: true })));
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** The messages of the last deed that can be seen, and of what kind they are. */
export function flashes(page: Page): Promise<string[]> {
  return page
    .getByRole('status')
    .filter({ visible: true })
    .evaluateAll((all) => all.map((one) => `${one.dataset['category']}: ${one.textContent}`));
}

/** The message that belongs to a field, if it stands right under it. */
export async function messageAt(page: Page, label: string): Promise<string> {
  const input = field(page, label);
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  const id = (await input.getAttribute('id')) ?? '';
  expect((await input.getAttribute('aria-describedby'))?.split(' ')).toContain(`${id}-error`);
  const message = page.locator(`#${id}-error`);
  const [above, below] = [await input.boundingBox(), await message.boundingBox()];
  expect((below?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)).toBeCloseTo(4, -1);
  return message.innerText();
}
