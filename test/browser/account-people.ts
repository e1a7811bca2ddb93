/** Who comes to the pages of an account's life: by a mailed link, or signed in, with something done before. */

import { AccountEvents } from '../../src/users/account-events.js';
import { newAddress, SUBJECTS } from '../account/email/changing.js';
import { grain, upload } from '../account/picture/pictures.js';
import { linkIn, mailTo, tokenIn } from '../mail/mailbox.js';
import type { Product } from '../support/product.js';
import { logIn, register, someone, type Visitor } from '../support/visitor.js';

/** A browser that comes to a page. */
export interface Coming {
  readonly visitor: Visitor;
  readonly path: string;
}

export type Comes = (product: Product, headers: Readonly<Record<string, string>>) => Promise<Coming>;

/** A guest opens this path. */
export const guestAt =
  (path: string): Comes =>
  (product) =>
    Promise.resolve({ visitor: product.visitor(), path });

/** Somebody who has just logged in opens this path. */
export const memberAt =
  (path: string): Comes =>
  async (product, headers) => ({ visitor: (await member(product, headers)).visitor, path });

async function member(product: Product, headers: Readonly<Record<string, string>>) {
  const [visitor, person] = [product.visitor(headers), someone()];
  await register(visitor, person);
  await logIn(visitor, person);
  return { visitor, person };
}

/** The path of the latest mailed link of this sort. */
async function pathOfLink(product: Product, address: string, subject: RegExp): Promise<string> {
  const { pathname, search } = linkIn(await mailTo(product, address, subject));
  return pathname + search;
}

/** Opens the link for a new password, as a guest. */
export const withResetLink: Comes = async (product, headers) => {
  const { person } = await member(product, headers);
  const visitor = product.visitor();
  await visitor.post('/forgot-password', { email: person.email });
  return { visitor, path: await pathOfLink(product, person.email, SUBJECTS.reset) };
};

/** Opens the link that proves the address, in the browser of the account or in another one. */
export const withProofLink =
  (isSignedIn: boolean): Comes =>
  async (product, headers) => {
    const { visitor, person } = await member(product, headers);
    const path = await pathOfLink(product, person.email, /Verify/);
    return { visitor: isSignedIn ? visitor : product.visitor(), path };
  };

/** Opens the link to the new address of the account. */
export const withChangeLink: Comes = async (product, headers) => {
  const { visitor } = await member(product, headers);
  const email = newAddress();
  await visitor.post('/settings/email', { email });
  return { visitor, path: await pathOfLink(product, email, SUBJECTS.change) };
};

/** Opens the link that takes the change back. */
export const withUndoLink: Comes = async (product, headers) => {
  const { visitor, person } = await member(product, headers);
  const email = newAddress();
  await visitor.post('/settings/email', { email });
  await visitor.post('/confirm-email', { token: tokenIn(await mailTo(product, email, SUBJECTS.change)) });
  return { visitor: product.visitor(), path: await pathOfLink(product, person.email, SUBJECTS.changed) };
};

/** Has a picture. */
export const withPicture: Comes = async (product, headers) => {
  const { visitor } = await member(product, headers);
  await upload(visitor, await grain().png().toBuffer());
  return { visitor, path: '/settings/picture' };
};

/** Has closed the account, and logs in again. */
export const backFromClosing: Comes = async (product, headers) => {
  const { visitor, person } = await member(product, headers);
  await visitor.post('/settings/delete', { username: person.username });
  const again = product.visitor(headers);
  await logIn(again, person, 'html');
  return { visitor: again, path: '/dashboard' };
};

/** Has logged in where an address must be proven, and has not proven it. */
export const pending: Comes = async (product, headers) => {
  const [visitor, person] = [product.visitor(headers), someone()];
  await register(visitor, person);
  await logIn(visitor, person, 'html');
  return { visitor, path: '/verify-email' };
};

/** Has more events than two pages hold, and looks at the second page. */
export const withLongHistory: Comes = async (product, headers) => {
  const { visitor } = await member(product, headers);
  const accountId = (await visitor.get('/session', 'json')).json['user'].id as string;
  for (let count = 0; count < 120; count += 1) product.app.get(AccountEvents).announce('login-confirmed', { accountId });
  // The rows are there before this answer goes out.
  await visitor.get('/session', 'json');
  const { json } = await visitor.get('/settings/history', 'json');
  return { visitor, path: `/settings/history?before=${json['next']}` };
};

/** Looks at the mail of a sign-up, in development. */
export const atKeptMail: Comes = async (product) => {
  const [visitor, person] = [product.visitor(), someone()];
  await register(visitor, person);
  return { visitor, path: `/dev/mail/${(await mailTo(product, person.email)).id}` };
};

/** Opens the link that finishes a discreet sign-up. */
export const withSignUpLink: Comes = async (product) => {
  const [visitor, person] = [product.visitor(), someone()];
  await register(visitor, person, 'html');
  return { visitor, path: await pathOfLink(product, person.email, /Finish/) };
};
