import { EntityManager } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';
import { PASSWORD_RESET, PasswordResetMail } from '../../../src/auth/recovery/password-reset.mail.js';
import { unitOfWork } from '../../../src/database/unit-of-work.js';
import { Features } from '../../../src/features/features.js';
import { Token } from '../../../src/tokens/token.entity.js';
import { AccountChangesService } from '../../../src/users/account-changes.service.js';
import { User } from '../../../src/users/user.entity.js';
import { mailsAbout, mailsNowTo, mailTo, tokenIn } from '../../mail/mailbox.js';
import { onServers, onTwoInstances, Product } from '../../support/product.js';
import { type Answer, FORMATS, someone } from '../../support/visitor.js';
import { ABOUT_RESET, eventsOf, forgot, signedUp } from './forgotten.js';

let here: Product;

onTwoInstances((one) => (here = one));

/** All of an answer but what is new in each: the request's id and the date. */
function said({ status, headers, text, setCookies }: Answer): unknown {
  const same = [...headers].filter(([name]) => !['x-request-id', 'date', 'set-cookie'].includes(name));
  const cookies = setCookies.map((line) => line.replace(/=[^;]*;/, '=;').replace(/Expires=[^;]*/i, ''));
  return [status, same, text, cookies];
}

describe.each(FORMATS)('somebody who has forgotten the password (%s)', (format) => {
  it('gets a mail, and an answer that does not say so', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const answer = await forgot(visitor, ` ${person.email.toUpperCase()} `, format);
    expect([answer.status, answer.headers.get('location')]).toEqual(format === 'html' ? [303, '/login'] : [202, null]);
    if (format === 'json') expect(answer.json).toEqual({});
    else expect((await visitor.get('/login')).text).toContain('If an account has this address, we have sent it a link.');
    const { text } = await mailTo(here, person.email, ABOUT_RESET);
    expect(text).toContain(person.username);
  });

  it('gets the same answer as nobody, a disabled account and one that had enough mails', async () => {
    const visitor = here.visitor();
    const [person, disabled] = [await signedUp(visitor), await signedUp(visitor)];
    const user = await unitOfWork(here.app.get(EntityManager)).findOneOrFail(User, { id: disabled.id });
    await here.app.get(AccountChangesService).setActive(user, false);
    const answers = [person, disabled, someone()].map(({ email }) => forgot(here.visitor(), email, format));
    const [first, ...others] = (await Promise.all(answers)).map(said);
    for (const other of others) expect(other).toEqual(first);
  });

  it('is told what an address is', async () => {
    const { status, json, text } = await forgot(here.visitor(), 'no address', format);
    expect(status).toBe(422);
    expect(format === 'json' ? json['errors'] : text).toEqual(
      format === 'json' ? { email: ['Please provide a valid email address'] } : expect.stringContaining('value="no address"'),
    );
  });
});

describe('mails for a new password', () => {
  it('go to active accounts alone', async () => {
    const visitor = here.visitor();
    const [person, disabled] = [await signedUp(visitor), await signedUp(visitor)];
    const user = await unitOfWork(here.app.get(EntityManager)).findOneOrFail(User, { id: disabled.id });
    await here.app.get(AccountChangesService).setActive(user, false);
    await forgot(visitor, disabled.email);
    await forgot(visitor, person.email);
    await mailTo(here, person.email, ABOUT_RESET);
    expect((await mailsNowTo(here, disabled.email)).filter(({ subject }) => ABOUT_RESET.test(subject))).toEqual([]);
  });

  it('are announced by account, and never by an address', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const events = eventsOf(here);
    await forgot(visitor, person.email);
    await forgot(visitor, someone().email);
    const asked = events.filter(({ name }) => name === 'password-reset-requested');
    expect(asked.map(({ accountId, reason }) => [accountId, reason])).toEqual([
      [person.id, undefined],
      [undefined, 'nobody to mail'],
    ]);
    expect(JSON.stringify(asked)).not.toContain('@');
  });

  it('that were asked for at once all come, and one link works', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    await Promise.all([
      forgot(visitor, person.email),
      forgot(here.visitor(), person.email),
      forgot(here.visitor(), person.email),
    ]);
    const mails = await mailsAbout(here, person.email, ABOUT_RESET, 3);
    const shown = await Promise.all(mails.map((mail) => visitor.get(`/m?t=${tokenIn(mail)}`)));
    const statuses = shown.map(({ status }) => status);
    expect([statuses.length, statuses.filter((status) => status === 200).length]).toEqual([3, 1]);
  });

  it('that were asked for in one millisecond have one link that works', async () => {
    const person = await signedUp(here.visitor());
    const em = unitOfWork(here.app.get(EntityManager));
    const { id, securityStamp } = await em.findOneOrFail(User, { username: person.username });
    const job = { id: 'x', data: { accountId: id, securityStamp }, causedAt: new Date(), texts: here.app.get(Features).texts };
    const write = () => em.transactional((inner) => here.app.get(PasswordResetMail).compose(job, inner));
    await write();
    await write();
    expect(await em.count(Token, { user: id, kind: PASSWORD_RESET })).toBe(1);
  });
});

describe('the way there', () => {
  it('is on the login page, with the typed address', async () => {
    const visitor = here.visitor();
    const { text } = await visitor.get('/login');
    // It stands behind the form's button: between the fields the Tab key would stop at it on the way.
    const order = ['name="identifier"', 'name="password"', 'type="submit"', 'href="/forgot-password"'].map((part) =>
      text.lastIndexOf(part),
    );
    expect(order).toEqual(order.filter((place) => place > 0).toSorted((one, other) => one - other));
    const refused = await visitor.post('/login', { identifier: 'me@example.org', password: 'not this one' });
    expect(refused.text).toContain('href="/forgot-password?email=me%40example.org"');
    const byName = await visitor.post('/login', { identifier: 'somebody', password: 'not this one' });
    expect(byName.text).toContain('href="/forgot-password"');
    expect((await visitor.get('/forgot-password?email=me%40example.org')).text).toContain('value="me@example.org"');
    expect((await visitor.get('/forgot-password?email=<b>')).text).not.toContain('&lt;b');
  });

  it.runIf(onServers)('is nowhere where nothing can be mailed', async () => {
    const product = await Product.start({
      NODE_ENV: 'production',
      BCRYPT_COST: '10',
      PUBLIC_URL: 'http://localhost',
      SESSION_SECRET: 'x'.repeat(32),
    });
    const visitor = product.visitor();
    expect((await visitor.get('/login')).text).not.toContain('/forgot-password');
    for (const path of ['/forgot-password', '/reset-password?token=a', '/verify-email', '/m?t=a']) {
      expect([path, (await visitor.get(path)).status]).toEqual([path, 404]);
    }
    expect((await forgot(visitor, 'me@example.org')).status).toBe(404);
    await product.remove();
  });
});
