import { EntityManager } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';
import { unitOfWork } from '../../../src/database/unit-of-work.js';
import { Token } from '../../../src/tokens/token.entity.js';
import { AccountChangesService } from '../../../src/users/account-changes.service.js';
import { User } from '../../../src/users/user.entity.js';
import { mailsAbout, mailTo, tokenIn } from '../../mail/mailbox.js';
import { later, onTwoInstances, type Product } from '../../support/product.js';
import { FORMATS, isSignedIn, logIn, remembered, reopened, signIn, stateOf, target } from '../../support/visitor.js';
import { ABOUT_RESET, eventsOf, forgot, NEW_PASSWORD, reset, resetToken, signedUp } from './forgotten.js';

let here: Product;
let there: Product;

onTwoInstances((one, other) => ([here, there] = [one, other]), { THROTTLE_ACCOUNT: '3/15m' });

const userOf = (id: string) => unitOfWork(here.app.get(EntityManager)).findOneOrFail(User, { id });

describe.each(FORMATS)('a mailed link (%s)', (format) => {
  it('shows a form that has the token and the name, and nothing of it is kept or told on', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const token = await resetToken(here, visitor, person);
    for (const path of [`/reset-password?token=${token}`, `/m?t=${token}`]) {
      const { status, headers, text, json } = await visitor.get(path, format);
      expect([status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([200, 'no-store', 'strict-origin']);
      const shown = {
        json: () => expect(json).toMatchObject({ user: null, username: person.username }),
        html: () => expect(text).toContain(`value="${token}"`),
      };
      shown[format]();
      expect(json).not.toHaveProperty('token');
    }
  });

  it('may be opened by scanners first, which changes nothing', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const before = await userOf(person.id);
    const token = await resetToken(here, visitor, person);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const opened = await there.visitor().send(`/m?t=${token}`, { method, headers: { accept: 'text/html' } });
      expect([opened.status, opened.setCookies]).toEqual([200, []]);
    }
    expect(await userOf(person.id)).toMatchObject({ version: before.version, emailVerifiedAt: null });
    expect((await reset(visitor, token, format)).status).toBe(format === 'html' ? 303 : 204);
  });

  it('gives the account the new password and signs nobody in', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const token = await resetToken(here, visitor, person);
    const answer = await reset(visitor, token, format);
    expect([answer.status, target(answer)]).toEqual(format === 'html' ? [303, '/login'] : [204, undefined]);
    expect(await isSignedIn(visitor)).toBe(false);
    expect((await visitor.get('/login')).text).toContain(
      format === 'html' ? 'Your password has been changed. Please log in.' : 'Log in',
    );
    expect((await logIn(there.visitor(), person)).status).toBe(401);
    expect((await logIn(there.visitor(), { ...person, password: NEW_PASSWORD })).status).toBe(200);
  });

  it('is still good after a password that breaks a rule, and the form still has it', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const token = await resetToken(here, visitor, person);
    for (const password of ['short', person.username, person.email, 'password123']) {
      const { status, headers, text, json } = await reset(visitor, token, format, password);
      expect([password, status, headers.get('cache-control')]).toEqual([password, 422, 'no-store']);
      const shown = {
        json: () => expect(json['errors']).toHaveProperty('password'),
        html: () => expect(text).toContain(`name="token" value="${token}"`),
      };
      shown[format]();
      expect(text).not.toContain(`value="${password}"`.replace(person.username, '\0'));
      expect(text).not.toContain('type="password" value');
    }
    const different = await visitor.post(
      '/reset-password',
      { token, password: NEW_PASSWORD, passwordConfirmation: 'another one' },
      format,
    );
    expect(different.status).toBe(422);
    expect((await reset(visitor, token, format)).status).toBe(format === 'html' ? 303 : 204);
  });

  it('is the same 410 when it is spent, expired, void or never was, with the way to a new one', async () => {
    const visitor = here.visitor();
    const [spent, expired, renewed, disabled] = [
      await signedUp(visitor),
      await signedUp(visitor),
      await signedUp(visitor),
      await signedUp(visitor),
    ];
    const tokens = await Promise.all([spent, expired, renewed, disabled].map((person) => resetToken(here, visitor, person)));
    await reset(visitor, tokens[0] ?? '');
    const em = unitOfWork(here.app.get(EntityManager));
    await em.nativeUpdate(Token, { user: expired.id }, { expiresAt: new Date(Date.now() - 1) });
    await here.app.get(AccountChangesService).renewSecurityStamp(await userOf(renewed.id));
    await here.app.get(AccountChangesService).setActive(await userOf(disabled.id), false);
    const texts = new Set<string>();
    for (const token of [...tokens, 'a'.repeat(43), 'a', '', 'a'.repeat(5_000)]) {
      const answers = [
        await visitor.get(`/reset-password?token=${token}`, format),
        await visitor.get(`/m?t=${token}`, format),
        await reset(visitor, token, format),
        await reset(visitor, token, format, 'short'),
      ];
      for (const { status, text, json } of answers) {
        expect(status).toBe(410);
        const shown = {
          json: () => expect(json['code']).toBe('link_invalid'),
          html: () => expect(text).toContain('href="/forgot-password"'),
        };
        shown[format]();
        texts.add(format === 'json' ? String(json['detail']) : text);
      }
    }
    expect(texts.size).toBe(1);
  });

  it('works once, of twenty presses at once on two instances', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const token = await resetToken(here, visitor, person);
    const presses = Array.from({ length: 20 }, (_, place) => reset((place % 2 === 0 ? here : there).visitor(), token, format));
    const statuses = (await Promise.all(presses)).map(({ status }) => status).sort((one, other) => one - other);
    expect(statuses).toEqual([format === 'html' ? 303 : 204, ...Array<number>(19).fill(410)]);
    expect((await userOf(person.id)).passwordVersion).toBe(1);
  });
});

describe('a reset', () => {
  it('ends sessions, remembered browsers, known devices and other links', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const proof = tokenIn(await mailTo(here, person.email, /Verify/));
    await reset(there.visitor(), await resetToken(here, visitor, person));
    expect(await isSignedIn(visitor)).toBe(false);
    expect(await isSignedIn(reopened(visitor))).toBe(false);
    expect((await visitor.get(`/verify-email?token=${proof}`)).status).toBe(410);
  });

  it('proves the address, and says so where it was not proven', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const events = eventsOf(here);
    await reset(visitor, await resetToken(here, visitor, person));
    expect((await userOf(person.id)).emailVerifiedAt).toBeInstanceOf(Date);
    const names = () => events.filter(({ accountId }) => accountId === person.id).map(({ name }) => name);
    expect(names()).toEqual(expect.arrayContaining(['password-reset-requested', 'password-reset', 'email-verified']));
  });

  it('is told of by mail', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    await reset(visitor, await resetToken(here, visitor, person));
    expect((await mailTo(here, person.email, /password has been changed/)).text).toContain('127.0.0.1');
  });

  it('gets the owner in while strangers have locked the account', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const token = await resetToken(here, visitor, person);
    for (let count = 0; count < 4; count += 1) await logIn(there.visitor(), { ...person, password: 'not this one' });
    expect((await logIn(here.visitor(), person)).status).toBe(429);
    await reset(visitor, token);
    expect((await logIn(here.visitor(), { ...person, password: NEW_PASSWORD })).status).toBe(200);
  });

  it('makes a browser that was known a stranger', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    await reset(here.visitor(), await resetToken(here, visitor, person));
    for (let count = 0; count < 3; count += 1) await logIn(there.visitor(), { ...person, password: 'not this one' });
    // A device that is known has a count of its own.
    expect((await logIn(visitor, { ...person, password: NEW_PASSWORD })).status).toBe(429);
  });

  it('leaves whoever is signed in as somebody else signed in', async () => {
    const [visitor, other] = [here.visitor(), here.visitor()];
    const person = await signedUp(visitor);
    const neighbour = await signIn(other);
    await reset(other, await resetToken(here, visitor, person));
    expect((await stateOf(other))['user']).toMatchObject({ username: neighbour.username });
  });

  it('takes a token from the body alone', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const token = await resetToken(here, visitor, person);
    const form = { password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD };
    expect((await visitor.post(`/reset-password?token=${token}`, form, 'json')).status).toBe(410);
  });

  it('is void after half an hour', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const token = await resetToken(here, visitor, person);
    later(29 * 60_000);
    expect((await visitor.get(`/reset-password?token=${token}`)).status).toBe(200);
    later(31 * 60_000);
    expect((await visitor.get(`/reset-password?token=${token}`)).status).toBe(410);
  });

  it('is by the newest link: an older one is void', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    const older = await resetToken(here, visitor, person);
    await forgot(visitor, person.email);
    const mails = await mailsAbout(here, person.email, ABOUT_RESET, 2);
    const newest = mails.map(tokenIn).find((token) => token !== older) ?? '';
    expect((await reset(visitor, older)).status).toBe(410);
    expect((await reset(visitor, newest)).status).toBe(204);
  });
});
