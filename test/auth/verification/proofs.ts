/** People who prove their address, and what they do with the mail of it. */

import { EntityManager } from '@mikro-orm/core';
import { unitOfWork } from '../../../src/database/unit-of-work.js';
import { User } from '../../../src/users/user.entity.js';
import { mailsAbout, mailTo, tokenIn } from '../../mail/mailbox.js';
import type { Product } from '../../support/product.js';
import { type Answer, type Format, type Person, register, someone, type Visitor } from '../../support/visitor.js';

export const ABOUT_PROOF = /Verify your email address/;

export type SignedUp = Person & { readonly id: string; readonly token: string };

/** Somebody who has signed up and has the mail. */
export async function signedUp(product: Product, visitor: Visitor): Promise<SignedUp> {
  const person = someone();
  const { json } = await register(visitor, person);
  return { ...person, id: json['user'].id as string, token: tokenIn(await mailTo(product, person.email, ABOUT_PROOF)) };
}

/** Presses the button of a mailed link. */
export function prove(visitor: Visitor, token: string, format: Format = 'json', fields: object = {}): Promise<Answer> {
  return visitor.post('/verify-email', { token, ...fields }, format);
}

/** The tokens of all mails of this kind that the address has had, when there are so many. */
export async function tokensOf(product: Product, { email }: Person, count: number): Promise<string[]> {
  return (await mailsAbout(product, email, ABOUT_PROOF, count)).map(tokenIn);
}

/** The account as PostgreSQL has it; null for one that is gone. */
export function accountOf(product: Product, { id }: { readonly id: string }): Promise<User | null> {
  return unitOfWork(product.app.get(EntityManager)).findOne(User, { id });
}
