/** What people do to change an address, and the links that are mailed to them. */

import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { mailTo, tokenIn } from '../../mail/mailbox.js';
import type { Product } from '../../support/product.js';
import { type Answer, type Format, type Person, signIn, type Visitor } from '../../support/visitor.js';

export const SUBJECTS = {
  change: /Confirm your new address/,
  changed: /email address has been changed/,
  requested: /Another email address/,
  taken: /wanted to use your address/,
  undone: /old email address again/,
  reset: /Choose a new password/,
  verify: /address/,
} as const;

/** An address that nobody has. */
export function newAddress(): string {
  return `n${randomBytes(6).toString('hex')}@example.org`;
}

/** Asks for another address, as the form of the settings page does. */
export function ask(visitor: Visitor, email: string, format: Format = 'json'): Promise<Answer> {
  return visitor.post('/settings/email', { email }, format);
}

export function confirm(visitor: Visitor, token: string, format: Format = 'json'): Promise<Answer> {
  return visitor.post('/confirm-email', { token }, format);
}

export function undo(visitor: Visitor, token: string, format: Format = 'json'): Promise<Answer> {
  return visitor.post('/undo-email-change', { token }, format);
}

/** The secret of the latest link of this sort that was mailed to the address. */
export async function linkTo(product: Product, address: string, subject: RegExp): Promise<string> {
  return tokenIn(await mailTo(product, address, subject));
}

export interface Changed {
  readonly person: Person;
  readonly visitor: Visitor;
  /** The account has this address now. */
  readonly email: string;
  /** The secret of the link that takes it back. */
  readonly undoLink: string;
}

/** Somebody new who has changed the address of the account. */
export async function changed(product: Product, visitor: Visitor = product.visitor()): Promise<Changed> {
  const person = await signIn(visitor);
  const email = newAddress();
  await ask(visitor, email);
  expect((await confirm(visitor, await linkTo(product, email, SUBJECTS.change))).status).toBe(200);
  return { person, visitor, email, undoLink: await linkTo(product, person.email, SUBJECTS.changed) };
}

/** The address that the account of this browser has, and whether it is proven. */
export async function addressOf(visitor: Visitor): Promise<{ email: string; emailVerified: boolean }> {
  const { email, emailVerified } = (await visitor.get('/profile', 'json')).json['user'];
  return { email, emailVerified };
}
