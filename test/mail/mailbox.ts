/** The mails of a product in tests (src/testing/mailbox.ts), looked at in the ways that only the product's own tests need. */

import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { ReceivedMail } from '../../src/testing/index.js';
import { linkIn } from '../../src/testing/mailbox.js';
import type { Product } from '../support/product.js';

export { linkIn };

/** A mail goes out within this many milliseconds, also on a machine that does much else. */
const PATIENCE = 20_000;

/** Waits until so many mails have gone to this address, and returns all of them, the oldest first. */
export async function mailsTo(product: Product, address: string, count = 1): Promise<ReceivedMail[]> {
  let found: ReceivedMail[] = [];
  const have = async () => {
    found = await mailsNowTo(product, address);
    expect(found.length).toBeGreaterThanOrEqual(count);
  };
  await vi.waitFor(have, { timeout: PATIENCE, interval: 20 });
  return found;
}

/** Waits until so many mails about this have gone to this address, and returns all of them, the oldest first. */
export async function mailsAbout(product: Product, address: string, subject: RegExp, count: number): Promise<ReceivedMail[]> {
  let found: ReceivedMail[] = [];
  const have = async () => {
    found = (await mailsNowTo(product, address)).filter((mail) => subject.test(mail.subject));
    expect(found.length).toBeGreaterThanOrEqual(count);
  };
  await vi.waitFor(have, { timeout: PATIENCE, interval: 20 });
  return found;
}

/** The mails that have gone to this address until now, the oldest first. */
export function mailsNowTo(product: Product, address: string): Promise<ReceivedMail[]> {
  return product.mailbox(address).all();
}

/** Waits for the latest mail to this address whose subject has this in it. */
export async function mailTo(product: Product, address: string, subject: RegExp = /./): Promise<ReceivedMail> {
  let found: ReceivedMail | undefined;
  const have = async () => {
    found = (await mailsNowTo(product, address)).findLast((mail) => subject.test(mail.subject));
    expect(found, `a mail to ${address} about ${subject}`).toBeDefined();
  };
  await vi.waitFor(have, { timeout: PATIENCE, interval: 20 });
  return found as ReceivedMail;
}

/** The token of a mail's link. */
export function tokenIn(mail: Pick<ReceivedMail, 'text'>): string {
  const token = linkIn(mail).searchParams.get('t');
  if (token === null) throw new Error('the link has no token');
  return token;
}

/** Where a product keeps its mails. */
export function mailFolder({ settings }: Product): string {
  return join(settings.dataDir, 'mail');
}
