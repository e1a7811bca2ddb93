/** People who have forgotten their password, and what they do with the mails of it. */

import { EventEmitter2 } from '@nestjs/event-emitter';
import type { AccountEvent } from '../../../src/users/account-events.js';
import { mailTo, tokenIn } from '../../mail/mailbox.js';
import type { Product } from '../../support/product.js';
import { type Answer, type Format, type Person, register, someone, type Visitor } from '../../support/visitor.js';

export const NEW_PASSWORD = 'a quiet lamp above seven stairs';

/** What the mail with the link is about. */
export const ABOUT_RESET = /Choose a new password/;

/** Somebody who has signed up. */
export async function signedUp(visitor: Visitor): Promise<Person & { readonly id: string }> {
  const person = someone();
  const { json } = await register(visitor, person);
  return { ...person, id: json['user'].id as string };
}

/** Sends the form of `/forgot-password`. */
export function forgot(visitor: Visitor, email: string, format: Format = 'json'): Promise<Answer> {
  return visitor.post('/forgot-password', { email }, format);
}

/** Asks for a link and takes it from the mail. */
export async function resetToken(product: Product, visitor: Visitor, { email }: Pick<Person, 'email'>): Promise<string> {
  await forgot(visitor, email);
  return tokenIn(await mailTo(product, email, ABOUT_RESET));
}

/** Sends the form of `/reset-password`. */
export function reset(visitor: Visitor, token: string, format: Format = 'json', password = NEW_PASSWORD): Promise<Answer> {
  return visitor.post('/reset-password', { token, password, passwordConfirmation: password }, format);
}

/** What is announced from now on of the accounts at these instances. */
export function eventsOf(...products: readonly Product[]): AccountEvent[] {
  const events: AccountEvent[] = [];
  for (const product of new Set(products))
    product.app.get(EventEmitter2).onAny((_name, event: AccountEvent) => void events.push(event));
  return events;
}
