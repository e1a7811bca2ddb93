import { MikroORM } from '@mikro-orm/core';
import { describe, expect, it, vi } from 'vitest';
import { accountOf, entries } from '../../audit/auditing.js';
import { TokensService } from '../../../src/tokens/tokens.service.js';
import { User } from '../../../src/users/user.entity.js';
import { MailSwitch } from '../../../src/mail/mail-switch.js';
import { mailsNowTo, mailTo } from '../../mail/mailbox.js';
import { announcedBy } from '../../support/observing.js';
import { later, onTwoInstances, Product } from '../../support/product.js';
import { copyOf, FORMATS, logIn, PASSWORD, register, signIn, someone, target } from '../../support/visitor.js';
import { addressOf, ask, confirm, linkTo, newAddress, SUBJECTS } from './changing.js';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

describe.each(FORMATS)('a change of address (%s)', (format) => {
  const accepted = format === 'json' ? 202 : 303;
  const ok = format === 'json' ? 200 : 303;

  it('asks first: a link goes to the new address, a notice to the old one, and nothing changes yet', async () => {
    const visitor = here.visitor({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' });
    const person = await signIn(visitor);
    const email = newAddress();
    const events = announcedBy(here, there);
    const answer = await ask(visitor, email, format);
    expect(answer.status).toBe(accepted);
    if (format === 'json') expect(answer.json).toEqual({});
    else expect(target(answer)).toBe('/settings');
    expect(events).toContain('email-change-requested');
    const [toNew, toOld] = [await mailTo(here, email), await mailTo(here, person.email, SUBJECTS.requested)];
    expect(toNew.text).toContain(person.username);
    expect(toOld.text).toMatch(/Firefox on Linux/);
    expect(toOld.text).toMatch(/127\.0\.0\.1|::1/);
    expect(toOld.text).toContain('/forgot-password');
    expect(toOld.text).not.toContain(email);
    expect((await addressOf(visitor)).email).toBe(person.email);
  });

  it('is made by the mailed link: opening changes nothing, the button does, on all instances at once, and the session stays', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    const email = newAddress();
    await ask(visitor, email, format);
    const link = await linkTo(here, email, SUBJECTS.change);
    const reader = there.visitor();
    for (const path of [`/m?t=${link}`, `/confirm-email?token=${link}`]) {
      const page = await reader.get(path, format);
      expect(page.status).toBe(200);
      expect(page.headers.get('referrer-policy')).toBe('strict-origin');
      if (format === 'json') expect(page.json).toMatchObject({ username: person.username, email });
      else expect(page.text).toContain(`action="/confirm-email"`);
    }
    expect((await addressOf(visitor)).email).toBe(person.email);
    const events = announcedBy(here, there);
    const answer = await confirm(reader, link, format);
    expect(answer.status).toBe(ok);
    expect(target(answer)).toBe('/login');
    expect(events).toContain('email-changed');
    const [row] = await entries(there, { account: await accountOf(there, person), events: ['email-changed'] });
    expect(row?.changes).toEqual({ email: [person.email, email] });
    for (const one of [visitor, copyOf(visitor, there)]) expect(await addressOf(one)).toEqual({ email, emailVerified: true });
    expect((await logIn(there.visitor(), { ...person, username: email })).status).toBe(200);
    expect((await logIn(there.visitor(), { ...person, username: person.email })).status).toBe(401);
  });

  it('leads the person who is signed in here back to the settings', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    const email = newAddress();
    await ask(visitor, email, format);
    const answer = await confirm(visitor, await linkTo(here, email, SUBJECTS.change), format);
    expect(target(answer)).toBe('/settings');
    if (format === 'html') expect((await visitor.get('/settings')).text).toContain('Your email address has been changed.');
  });

  it('of twenty presses at once is made by one, and nineteen are told that the link does not work', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    const email = newAddress();
    await ask(visitor, email, format);
    const link = await linkTo(here, email, SUBJECTS.change);
    const presses = Array.from({ length: 20 }, (_, nth) => confirm((nth % 2 ? here : there).visitor(), link, format));
    const statuses = (await Promise.all(presses)).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([ok, ...Array.from({ length: 19 }, () => 410)]);
  });

  it('of two that ask for one address at once is made for one account', async () => {
    const email = newAddress();
    const visitors = [here.visitor(), there.visitor()];
    const links: string[] = [];
    for (const visitor of visitors) {
      await signIn(visitor);
      await ask(visitor, email, format);
      // The one mailbox gets both links.
      let link = links[0];
      while (link === links[0]) link = await linkTo(here, email, SUBJECTS.change);
      links.push(link ?? '');
    }
    const statuses = await Promise.all(
      links.map(async (link, nth) => (await confirm(visitors[nth] ?? here.visitor(), link, format)).status),
    );
    expect(statuses.toSorted((one, other) => one - other)).toEqual([ok, 410]);
    const addresses = await Promise.all(visitors.map(async (visitor) => (await addressOf(visitor)).email));
    expect(addresses.filter((one) => one === email)).toHaveLength(1);
  });

  it('says the same of an address that somebody has, whose owner is told by mail', async () => {
    const owner = someone();
    await register(here.visitor(), owner);
    const visitor = here.visitor();
    const person = await signIn(visitor);
    const [free, taken] = [await ask(visitor, newAddress(), format), await ask(visitor, owner.email.toUpperCase(), format)];
    expect([taken.status, taken.text, target(taken)]).toEqual([free.status, free.text, target(free)]);
    const mail = await mailTo(here, owner.email, SUBJECTS.taken);
    expect(mail.text).toContain(owner.username);
    expect(mail.text).not.toContain(person.username);
    expect(mail.text).not.toContain('/m?t=');
    expect((await addressOf(visitor)).email).toBe(person.email);
  });

  it('tells in the own copy of whoever asked nothing of an address that somebody has, be that account open or closed', async () => {
    const owners = [someone(), someone()];
    for (const owner of owners) await register(here.visitor(), owner);
    const closed = here.visitor();
    await logIn(closed, owners[1] ?? someone());
    await closed.post('/settings/delete', { username: owners[1]?.username }, 'json');
    const copies: string[] = [];
    for (const email of [newAddress(), ...owners.map((owner) => owner.email)]) {
      const visitor = here.visitor();
      const person = await signIn(visitor);
      await ask(visitor, email, format);
      await mailTo(here, person.email, SUBJECTS.requested);
      const copy = async () => (await visitor.get('/settings/export', 'json')).json;
      await vi.waitFor(async () => expect((await copy())['waitingMails']).toEqual([]), { timeout: 20_000 });
      const { mailedLinks, emailChanges, history } = await copy();
      const links = (mailedLinks as { kind: string; email: string }[]).map((link) => `${link.kind} ${link.email === email}`);
      const events = (history as { event: string }[]).map(({ event }) => event);
      copies.push(JSON.stringify([links.toSorted(), (emailChanges as object[]).length, events.toSorted()]));
    }
    expect(copies[0]).toContain('email-change true');
    expect(copies).toEqual([copies[0], copies[0], copies[0]]);
  });

  it('is not made where somebody has taken the address meanwhile', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    const email = newAddress();
    await ask(visitor, email, format);
    const link = await linkTo(here, email, SUBJECTS.change);
    expect((await register(there.visitor(), { ...someone(), email })).status).toBe(201);
    expect((await visitor.get(`/m?t=${link}`, format)).status).toBe(410);
    expect((await confirm(visitor, link, format)).status).toBe(410);
    expect((await addressOf(visitor)).email).toBe(person.email);
  });

  it('refuses what is no address, and the one that the account has', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    for (const email of ['', 'not an address', person.email, ` ${person.email.toUpperCase()} `]) {
      const answer = await ask(visitor, email, format);
      expect(answer.status).toBe(422);
      if (format === 'json') expect(Object.keys(answer.json['errors'])).toEqual(['email']);
      else expect(answer.text).toContain('email-error');
    }
  });

  it('asks for a login, and for a fresh one', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    const guest = await ask(here.visitor(), newAddress(), format);
    expect([guest.status, guest.json['code']]).toEqual(format === 'json' ? [401, 'login_required'] : [303, undefined]);
    later(16 * 60_000);
    for (const old of [await visitor.get('/settings/email', format), await ask(visitor, newAddress(), format)]) {
      expect([old.status, old.json['code']]).toEqual(format === 'json' ? [403, 'fresh_login_required'] : [303, undefined]);
      if (format === 'html') expect(target(old)).toBe('/confirm?next=%2Fsettings%2Femail');
    }
  });

  it.each([
    ['nothing', {}],
    ['no token', { token: 'x'.repeat(43) }],
    ['a list', { token: ['a', 'b'] }],
  ])('answers %s in the place of a link as any link that does not work', async (_what, fields) => {
    for (const path of ['/confirm-email', '/undo-email-change']) {
      const answer = await here.visitor().post(path, fields as Record<string, unknown>, format);
      expect(answer.status).toBe(410);
      if (format === 'json') expect(answer.json['code']).toBe('link_invalid');
    }
  });
});

describe('the link to the new address', () => {
  const DEEDS: [string, (visitor: ReturnType<Product['visitor']>, email: string) => Promise<unknown>][] = [
    ['a password change', async (visitor) => {
      const password = 'a quiet lamp above seven stairs';
      const answer = await visitor.post('/settings/password', { currentPassword: PASSWORD, password, passwordConfirmation: password }, 'json');
      expect(answer.status).toBe(200);
    }],
    ['the end of all other sessions', (visitor) => visitor.post('/settings/sessions/revoke-others', {}, 'json')],
    ['a newer request', async (visitor) => ask(visitor, newAddress())],
    ['a change to another address', async (visitor) => {
      const email = newAddress();
      await ask(visitor, email);
      expect((await confirm(visitor, await linkTo(here, email, SUBJECTS.change))).status).toBe(200);
    }],
    ['an hour', async () => later(3_600_000 + 1_000)],
  ]; // prettier-ignore

  it.each(DEEDS)('is void after %s', async (_name, deed) => {
    const visitor = here.visitor();
    await signIn(visitor);
    const email = newAddress();
    await ask(visitor, email);
    const link = await linkTo(here, email, SUBJECTS.change);
    expect((await there.visitor().get(`/m?t=${link}`)).status).toBe(200);
    await deed(visitor, email);
    expect((await there.visitor().get(`/m?t=${link}`)).status).toBe(410);
    expect((await confirm(there.visitor(), link)).status).toBe(410);
  });
});

describe('links that were mailed to the address before', () => {
  it.each(['/reset-password', '/verify-email'])('work no more: %s', async (path) => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    if (path === '/reset-password') await visitor.post('/forgot-password', { email: person.email }, 'json');
    const old = await linkTo(here, person.email, path === '/reset-password' ? SUBJECTS.reset : SUBJECTS.verify);
    expect((await there.visitor().get(`/m?t=${old}`)).status).toBe(200);
    const email = newAddress();
    await ask(visitor, email);
    expect((await confirm(visitor, await linkTo(here, email, SUBJECTS.change))).status).toBe(200);
    const password = 'a quiet lamp above seven stairs';
    expect((await there.visitor().get(`/m?t=${old}`)).status).toBe(410);
    expect((await there.visitor().post(path, { token: old, password, passwordConfirmation: password }, 'json')).status).toBe(410);
  });
});

describe('a link whose mail is written while the address changes', () => {
  it('works no more: it names the address that it was mailed to', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    const em = here.app.get(MikroORM).em.fork();
    const user = await em.findOneOrFail(User, { email: person.email });
    const email = newAddress();
    await ask(visitor, email);
    expect((await confirm(visitor, await linkTo(here, email, SUBJECTS.change))).status).toBe(200);
    // The mail's transaction has read the account before the change, and ends after it.
    const made = { kind: 'password-reset', user, email: person.email, lifetime: 60_000, causedAt: new Date() };
    const late = await em.transactional((transaction) => here.app.get(TokensService).issue(transaction, made));
    expect((await there.visitor().get(late.pathname + late.search)).status).toBe(410);
    // Whatever pages look at by themselves.
    expect(await here.app.get(TokensService).find(late.searchParams.get('t'))).toBeNull();
    const present = await em.transactional((transaction) => here.app.get(TokensService).issue(transaction, { ...made, email }));
    expect((await there.visitor().get(present.pathname + present.search)).status).toBe(200);
  });
});

it('where no mail can be sent, no page links to a change of address', async () => {
  const visitor = here.visitor();
  await signIn(visitor);
  expect((await visitor.get('/settings')).text).toContain('href="/settings/email"');
  vi.spyOn(here.app.get(MailSwitch), 'isOn', 'get').mockReturnValue(false);
  expect((await visitor.get('/settings')).text).not.toContain('href="/settings/email"');
});

describe('mails to one address', () => {
  it('are as many as THROTTLE_MAIL says: the answer is the same, and the link of before stays good', async () => {
    const limited = await Product.start({ THROTTLE_MAIL: '1/15m', THROTTLE_MAIL_ADDRESS: '3/1h' });
    const visitor = limited.visitor();
    await signIn(visitor);
    const email = newAddress();
    const answers = [await ask(visitor, email), await ask(visitor, email)];
    expect(answers.map(({ status, json }) => [status, json])).toEqual([[202, {}], [202, {}]]); // prettier-ignore
    // The notice comes after the link: when the second request's were there, so would its link be.
    expect((await confirm(visitor, await linkTo(limited, email, SUBJECTS.change))).status).toBe(200);
    expect(await mailsNowTo(limited, email)).toHaveLength(1);
    const third = await ask(visitor, newAddress());
    const fourth = await ask(visitor, newAddress());
    expect([third.status, fourth.status]).toEqual([202, 429]);
    expect(fourth.headers.get('retry-after')).toMatch(/^\d+$/);
    await limited.remove();
  });
});
