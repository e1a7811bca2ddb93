/** Every kind of mail that the product sends, each once: to be looked at, and to be judged by filters. */

import { EntityManager } from '@mikro-orm/core';
import { ModulesContainer } from '@nestjs/core';
import { expect } from 'vitest';
import { RemovalNoticeMail } from '../../src/admin/users/removal-notice.mail.js';
import { RegistrationService } from '../../src/auth/register/registration.service.js';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { Features } from '../../src/features/features.js';
import type { KeptMail } from '../../src/mail/kept/kept-mails.js';
import { MailKind } from '../../src/mail/mail-kind.js';
import { type NoticeName, NOTICES } from '../../src/notices/notice.js';
import { Notices } from '../../src/notices/notices.service.js';
import type { Environment, Product } from '../support/product.js';
import { PASSWORD, type Visitor } from '../support/visitor.js';
import { linkIn, mailTo } from './mailbox.js';

/** Only a discreet sign-up sends all. The mails are kept as they would be sent by a shop on the Internet. */
export const EVERY_MAIL: Environment = {
  REGISTRATION: 'discreet',
  MAIL_FROM: 'Shop <no-reply@mail.example.org>',
  PUBLIC_URL: 'https://www.example.org',
  TRUST_PROXY: '1',
};

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const HEADERS = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7', 'user-agent': FIREFOX };

// A name of random digits costs a point with filters.
const ANN = { username: 'annabell', email: 'annabell@example.org' };
const BEN = { username: 'benedict', email: 'benedict@example.org' };
const NEW_ADDRESS = 'annabell.new@example.org';

export interface NamedMail extends KeptMail {
  /** What it is for, such as `password-reset`. */
  readonly name: string;
}

/** Causes every mail of a product that was started with {@link EVERY_MAIL}, and returns them all. Fails where a kind is missing. */
export async function everyMail(product: Product): Promise<NamedMail[]> {
  const visitor = product.visitor(HEADERS);
  const ann = await product.app.get(RegistrationService).registerForOperator(signUp(ANN));
  await product.app.get(RegistrationService).registerForOperator(signUp(BEN));
  const mails: NamedMail[] = [];
  const take = async (name: string, to: string, subject: RegExp) => {
    const mail = await mailTo(product, to, subject);
    const { id, at, accountId, text, html, raw } = mail;
    mails.push({ name, id, to, accountId, at, subject: mail.subject, text, html, raw });
  };

  await send(visitor, '/register', signUp({ username: 'carlotta', email: 'carlotta@example.org' }));
  await take('registration', 'carlotta@example.org', /Finish/);
  await send(visitor, '/register', signUp({ username: 'somebody', email: ANN.email }));
  await take('registration-owner', ANN.email, /already have/);
  await send(visitor, '/forgot-password', { email: ANN.email });
  await take('password-reset', ANN.email, /new password/);
  await send(visitor, '/login', { identifier: ANN.username, password: PASSWORD });
  await send(visitor, '/verify-email/resend', {});
  await take('verify-email', ANN.email, /Verify/);
  await send(visitor, '/settings/email', { email: BEN.email });
  await take('email-taken', BEN.email, /wanted to use/);
  await send(visitor, '/settings/email', { email: NEW_ADDRESS });
  await take('email-change', NEW_ADDRESS, /Confirm/);
  const [change] = mails.slice(-1) as [NamedMail];
  await send(visitor, '/confirm-email', { token: linkIn(change).searchParams.get('t') ?? '' });
  await take('email-changed', ANN.email, /has been changed/);

  // Each goes to an address of its own, by which it is found.
  for (const notice of Object.keys(NOTICES) as NoticeName[]) {
    const to = `${notice.toLowerCase()}@example.org`;
    await putNotice(product, notice, { id: ann.id, email: to });
    await take(`notice-${notice}`, to, /./);
  }
  const removed = { username: ann.username, email: 'removed@example.org' };
  await unitOfWork(product.app.get(EntityManager)).transactional((em) => product.app.get(RemovalNoticeMail).put(em, removed));
  await take('account-removed', removed.email, /./);
  const names = mails.map(({ name }) => name);
  expect(kindsOf(product).filter((kind) => !names.some((name) => name === kind || name.startsWith(`${kind}-`)))).toEqual([]);
  return mails;
}

/** The names of all kinds of mail that modules provide. */
function kindsOf({ app }: Product): string[] {
  const providers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  return providers.flatMap(({ instance }) => (instance instanceof MailKind ? [instance.name] : []));
}

const signUp = (person: typeof ANN) => ({ ...person, password: PASSWORD, passwordConfirmation: PASSWORD });

async function send(visitor: Visitor, path: string, fields: Record<string, string>): Promise<void> {
  const { status } = await visitor.post(path, fields, 'json');
  expect([path, status < 300]).toEqual([path, true]);
}

/** Puts a notice with something in each gap of its text. */
async function putNotice(
  { app }: Product,
  notice: NoticeName,
  user: { readonly id: string; readonly email: string },
): Promise<void> {
  const gaps = app.get(Features).texts[NOTICES[notice].happened].matchAll(/\{(\w+)\}/g);
  const values = Object.fromEntries([...gaps].map(([, gap = '']) => [gap, gap === 'date' ? '2026-12-14' : 'support']));
  // What the site has done has no device and no address.
  const isOfSite = NOTICES[notice].remedy === 'noticeAskSite' || notice === 'secondFactorReset';
  const by = isOfSite ? null : { address: '203.0.113.7', userAgent: FIREFOX, language: 'en' };
  await unitOfWork(app.get(EntityManager)).transactional((em) => app.get(Notices).put(em, user, notice, by, values));
}
