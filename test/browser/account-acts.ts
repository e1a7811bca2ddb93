/** What somebody does on a page of an account, and what is known of the pages. */

import { Buffer } from 'node:buffer';
import type { Page } from 'playwright-core';
import { grain } from '../account/picture/pictures.js';
import type { Environment } from '../support/product.js';
import type { Person } from '../support/visitor.js';
import type { Comes } from './account-people.js';
import { leave } from './walk.js';

/** The products that the scenes need. */
export const SITES = {
  open: { DELETION_GRACE: '14d' },
  required: { EMAIL_VERIFICATION: 'required' },
  discreet: { REGISTRATION: 'discreet' },
  development: { NODE_ENV: 'development' },
} as const satisfies Readonly<Record<string, Environment>>;

/** A page of an account's life in one of its states: who comes to it, and what they do there first. */
export interface AccountScene {
  readonly name: string;
  /** The page's heading when everything is done. */
  readonly heading: string;
  /** A part of what it says then. */
  readonly shows: string;
  readonly comes: Comes;
  readonly act?: (page: Page) => Promise<void>;
  readonly site?: keyof typeof SITES;
}

/** Fills fields of the page and presses this button. */
export const sends =
  (button: string, fields: Readonly<Record<string, string>> = {}) =>
  async (page: Page): Promise<void> => {
    for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).fill(value);
    await leave(page, () => page.getByRole('button', { name: button, exact: true }).click());
  };

export const chooses =
  (file: { name: string; mimeType: string; buffer: Buffer } | (() => Promise<Buffer>)) => async (page: Page) => {
    const chosen = typeof file === 'function' ? { name: 'cut.png', mimeType: 'image/png', buffer: await file() } : file;
    await page.locator('main [name=picture]').setInputFiles(chosen);
    await sends('Save picture')(page);
  };

export const cutOff = async (): Promise<Buffer> => (await grain().png().toBuffer()).subarray(0, 20_000);
export const passwords = (password: string, passwordConfirmation = password) => ({ password, passwordConfirmation });

/** What somebody types into the form of a sign-up. */
export function signUpOf({ username, email, password }: Person): Record<string, string> {
  return { username, email, password, passwordConfirmation: password };
}

/** Files that are no picture, each as a browser sends it. */
export const FILES = {
  tooLarge: { name: 'holiday.png', mimeType: 'image/png', buffer: Buffer.alloc(2_500_000, 1) },
  noPicture: { name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('This is a letter.') },
} as const;
