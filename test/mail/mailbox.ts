/** The mails of a product in tests: without MAIL_URL it keeps them in DATA_DIR/mail. */

import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type KeptMail, KeptMails } from '../../src/mail/kept/kept-mails.js';
import type { Product } from '../support/product.js';

/** A mail goes out within this many milliseconds, also on a machine that does much else. */
const PATIENCE = 20_000;

/** Waits until so many mails have gone to this address, and returns all of them, the oldest first. */
export async function mailsTo(product: Product, address: string, count = 1): Promise<KeptMail[]> {
  let found: KeptMail[] = [];
  const have = async () => {
    found = await mailsNowTo(product, address);
    expect(found.length).toBeGreaterThanOrEqual(count);
  };
  await vi.waitFor(have, { timeout: PATIENCE, interval: 20 });
  return found;
}

/** Waits until so many mails about this have gone to this address, and returns all of them, the oldest first. */
export async function mailsAbout(product: Product, address: string, subject: RegExp, count: number): Promise<KeptMail[]> {
  let found: KeptMail[] = [];
  const have = async () => {
    found = (await mailsNowTo(product, address)).filter((mail) => subject.test(mail.subject));
    expect(found.length).toBeGreaterThanOrEqual(count);
  };
  await vi.waitFor(have, { timeout: PATIENCE, interval: 20 });
  return found;
}

/** The mails that have gone to this address until now, the oldest first. */
export async function mailsNowTo({ settings }: Product, address: string): Promise<KeptMail[]> {
  const all = await new KeptMails(settings.dataDir).all();
  return all.filter(({ to }) => to === address).toReversed();
}

/** Waits for the latest mail to this address whose subject has this in it. */
export async function mailTo(product: Product, address: string, subject: RegExp = /./): Promise<KeptMail> {
  let found: KeptMail | undefined;
  const have = async () => {
    found = (await mailsNowTo(product, address)).findLast((mail) => subject.test(mail.subject));
    expect(found, `a mail to ${address} about ${subject}`).toBeDefined();
  };
  await vi.waitFor(have, { timeout: PATIENCE, interval: 20 });
  return found as KeptMail;
}

/** The link of a mail, as its text has it: alone on a line. Throws where there is none, or more than one. */
export function linkIn({ text }: Pick<KeptMail, 'text'>): URL {
  const links = text.split('\n').filter((line) => /^https?:\/\/\S+$/.test(line));
  const [link] = links;
  if (link === undefined || links.length > 1) throw new Error(`the mail has ${links.length} links`);
  return new URL(link);
}

/** The token of a mail's link. */
export function tokenIn(mail: Pick<KeptMail, 'text'>): string {
  const token = linkIn(mail).searchParams.get('t');
  if (token === null) throw new Error('the link has no token');
  return token;
}

/** Where a product keeps its mails. */
export function mailFolder({ settings }: Product): string {
  return join(settings.dataDir, 'mail');
}
