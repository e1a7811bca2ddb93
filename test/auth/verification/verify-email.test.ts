import { describe, expect, it, vi } from 'vitest';
import { AccountRemoval } from '../../../src/users/removal/account-removal.js';
import { mailsNowTo, mailsTo } from '../../mail/mailbox.js';
import { onTwoInstances, Product } from '../../support/product.js';
import { FORMATS, isSignedIn, logIn, register, signIn, someone, stateOf, target } from '../../support/visitor.js';
import { eventsOf } from '../recovery/forgotten.js';
import { ABOUT_PROOF, accountOf, prove, signedUp, tokensOf } from './proofs.js';

let here: Product;
let there: Product;

onTwoInstances((one, other) => ([here, there] = [one, other]), { THROTTLE_ACCOUNT: '3/15m' });

describe.each(FORMATS)('a new account (%s)', (format) => {
  it('is told of the mail, and is not proven', async () => {
    const visitor = here.visitor();
    const person = someone();
    const answer = await register(visitor, person, format);
    expect(answer.status).toBe(format === 'html' ? 303 : 201);
    if (format === 'json') expect(answer.json['user']).toMatchObject({ emailVerified: false });
    else expect((await visitor.get('/login')).text).toContain('We have sent you a mail.');
    const [mail] = await mailsTo(here, person.email);
    expect(mail?.text).toContain(person.username);
  });
});

describe.each(FORMATS)('a mailed link (%s)', (format) => {
  const accepted = format === 'html' ? 303 : 200;

  it('may be opened by scanners first, which changes nothing', async () => {
    const person = await signedUp(here, here.visitor());
    const before = await accountOf(here, person);
    const headers = { accept: format === 'html' ? 'text/html' : 'application/json' };
    for (const method of ['GET', 'HEAD', 'GET']) {
      for (const path of [`/verify-email?token=${person.token}`, `/m?t=${person.token}`]) {
        const opened = await there.visitor().send(path, { method, headers });
        expect([opened.status, opened.setCookies, opened.headers.get('cache-control')]).toEqual([200, [], 'no-store']);
        expect(opened.headers.get('referrer-policy')).toBe('strict-origin');
      }
    }
    expect(await accountOf(here, person)).toMatchObject({ version: before?.version, emailVerifiedAt: null });
  });

  it('proves the address in a browser that is signed in, on all instances at once', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    const elsewhere = there.visitor();
    await logIn(elsewhere, person);
    const shown = await visitor.get(`/verify-email?token=${person.token}`, format);
    expect(format === 'html' ? shown.text.includes('type="password"') : shown.json['passwordRequired']).toBe(false);
    const answer = await prove(visitor, person.token, format);
    expect([answer.status, target(answer)]).toEqual([accepted, '/dashboard']);
    if (format === 'json') expect(answer.json).toEqual({ redirectTo: '/dashboard' });
    else expect((await visitor.get('/dashboard')).text).toContain('Your email address is verified.');
    expect((await stateOf(elsewhere))['user']).toMatchObject({ emailVerified: true });
  });

  it.each(['guest', 'neighbour'])('asks a %s for the password of the account', async (who) => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    if (who === 'neighbour') await signIn(visitor);
    const shown = await visitor.get(`/verify-email?token=${person.token}`, format);
    expect(format === 'html' ? shown.text.includes('type="password"') : shown.json['passwordRequired']).toBe(true);
    for (const fields of [{}, { password: '' }, { password: 'not this one' }]) {
      const { status, json, text, headers } = await prove(visitor, person.token, format, fields);
      expect([fields, status, headers.get('cache-control')]).toEqual([fields, 422, 'no-store']);
      if (format === 'json') expect(Object.keys(json['errors'] as object)).toEqual(['password']);
      else expect(text).toMatch(new RegExp(`name="token" value="${person.token}"[\\s\\S]*id="password-error"`));
    }
    expect(await accountOf(here, person)).toMatchObject({ emailVerifiedAt: null });
    const answer = await prove(visitor, person.token, format, { password: person.password });
    expect([answer.status, target(answer)]).toEqual([accepted, who === 'guest' ? '/login' : '/dashboard']);
    expect(await isSignedIn(visitor)).toBe(who === 'neighbour');
    expect((await accountOf(here, person))?.emailVerifiedAt).toBeInstanceOf(Date);
  });

  it('counts wrong passwords as the login does', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    for (let count = 0; count < 3; count += 1) await prove(visitor, person.token, format, { password: 'not this one' });
    const { status, headers } = await prove(visitor, person.token, format, { password: person.password });
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await logIn(there.visitor(), person)).status).toBe(429);
  });

  it('works once, of twenty presses at once on two instances', async () => {
    const person = await signedUp(here, here.visitor());
    const presses = Array.from({ length: 20 }, (_, place) =>
      prove((place % 2 === 0 ? here : there).visitor(), person.token, format, { password: person.password }),
    );
    const statuses = (await Promise.all(presses)).map(({ status }) => status).sort((one, other) => one - other);
    expect(statuses).toEqual([accepted, ...Array<number>(19).fill(410)]);
  });

  it('is void when the address is proven by another one', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    await visitor.post('/verify-email/resend', {}, format);
    const [first = '', second = ''] = await tokensOf(here, person, 2);
    expect((await visitor.get(`/verify-email?token=${first}`, format)).status).toBe(200);
    expect((await prove(visitor, second, format)).status).toBe(accepted);
    expect((await visitor.get(`/verify-email?token=${first}`, format)).status).toBe(410);
    expect((await prove(visitor, first, format)).status).toBe(410);
  });

  it('is void when the password is another', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    const password = 'a quiet lamp above seven stairs';
    const change = { currentPassword: person.password, password, passwordConfirmation: password };
    await visitor.post('/settings/password', change, 'json');
    expect((await prove(visitor, person.token, format)).status).toBe(410);
  });

  it('lets a reader say that the account is not theirs: it is gone, its address and name are free', async () => {
    const [visitor, squatter] = [here.visitor(), here.visitor()];
    const person = await signedUp(here, visitor);
    await logIn(squatter, person);
    const shown = await there.visitor().get(`/verify-email?token=${person.token}`);
    expect(shown.text).toContain('action="/verify-email/not-me"');
    const answer = await visitor.post('/verify-email/not-me', { token: person.token }, format);
    expect([answer.status, target(answer)]).toEqual(format === 'html' ? [303, '/login'] : [204, undefined]);
    expect(await accountOf(here, person)).toBeNull();
    expect(await isSignedIn(squatter)).toBe(false);
    const again = await visitor.post('/verify-email/not-me', { token: person.token }, format);
    expect([again.status, again.headers.get('referrer-policy')]).toEqual([410, 'strict-origin']);
    expect((await register(visitor, { ...person, password: 'a quiet lamp above seven stairs' })).status).toBe(201);
  });

  it('does nothing to an account that is proven', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await prove(visitor, person.token, format, { password: person.password });
    expect((await visitor.post('/verify-email/not-me', { token: person.token }, format)).status).toBe(410);
    expect(await accountOf(here, person)).not.toBeNull();
  });

  it('removes no account that is proven at the last moment', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    const removal = there.app.get(AccountRemoval);
    const remove = removal.remove.bind(removal);
    vi.spyOn(removal, 'remove').mockImplementationOnce(async (...given) => {
      await prove(visitor, person.token, format);
      return remove(...given);
    });
    expect((await there.visitor().post('/verify-email/not-me', { token: person.token }, format)).status).toBe(410);
    expect((await accountOf(here, person))?.emailVerifiedAt).toBeInstanceOf(Date);
  });

  it('that is pressed as a proof and as none at once is one of the two', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    const [proven, gone] = await Promise.all([
      prove(visitor, person.token, format),
      there.visitor().post('/verify-email/not-me', { token: person.token }, format),
    ]);
    const account = await accountOf(here, person);
    const isProven = account?.emailVerifiedAt instanceof Date;
    expect([proven.status === accepted, gone.status === 410, account !== null]).toEqual([isProven, isProven, isProven]);
  });
});

describe.each(FORMATS)('/verify-email without a link (%s)', (format) => {
  it('tells a guest to look into the mail, and nothing else', async () => {
    const { status, text, json } = await here.visitor().get('/verify-email', format);
    expect(status).toBe(200);
    if (format === 'json') expect(json).toEqual({ user: null, next: null, email: null, emailVerified: false });
    else expect(text).toContain('Look into your mail');
    const { status: refused, headers } = await here.visitor().post('/verify-email/resend', {}, format);
    expect([refused, headers.get('location')]).toEqual(format === 'html' ? [303, '/login'] : [401, null]);
  });

  it('counts no mail that is not sent because the address is proven', async () => {
    const limited = await Product.start({ THROTTLE_MAIL: '2/15m' });
    const visitor = limited.visitor();
    const person = await signedUp(limited, visitor);
    await logIn(visitor, person);
    await prove(visitor, person.token);
    for (let press = 0; press < 3; press += 1) await visitor.post('/verify-email/resend', {}, format);
    await visitor.post('/forgot-password', { email: person.email }, format);
    expect((await mailsTo(limited, person.email, 2)).map(({ subject }) => subject)).toContain('Choose a new password');
    await limited.remove();
  });

  it('tells who is signed in where the mail went, and sends it again', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    const { text, json } = await visitor.get('/verify-email?next=/profile', format);
    if (format === 'json') expect(json).toMatchObject({ email: person.email, emailVerified: false, next: '/profile' });
    else expect(text).toContain(person.email);
    const again = await visitor.post('/verify-email/resend', { next: '/profile' }, format);
    const sentOn = again.headers.get('location');
    expect([again.status, sentOn]).toEqual(format === 'html' ? [303, '/verify-email?next=%2Fprofile'] : [202, null]);
    expect(await tokensOf(here, person, 2)).toHaveLength(2);
    await prove(visitor, person.token);
    const proven = await visitor.get('/verify-email?next=/profile', format);
    if (format === 'json') expect(proven.json).toMatchObject({ emailVerified: true });
    else expect(proven.text).toContain('href="/profile"');
  });

  it('sends no mail to an address that is proven, and answers alike', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    await prove(visitor, person.token);
    expect((await visitor.post('/verify-email/resend', {}, format)).status).toBe(format === 'html' ? 303 : 202);
    // Mails go out in their order: this one came later.
    await signedUp(here, here.visitor());
    expect((await mailsNowTo(here, person.email)).filter(({ subject }) => ABOUT_PROOF.test(subject))).toHaveLength(1);
  });
});

describe('pages', () => {
  it('remind who is signed in until the address is proven', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    const banner = 'Your email address is not verified yet.';
    expect((await visitor.get('/')).text).not.toContain(banner);
    await logIn(visitor, person);
    for (const path of ['/', '/dashboard', '/settings', '/no-such-page']) {
      expect((await visitor.get(path)).text).toContain(banner);
    }
    expect((await visitor.get('/verify-email')).text).not.toContain(banner);
    await prove(visitor, person.token);
    expect((await visitor.get('/dashboard')).text).not.toContain(banner);
  });
});

describe('a proof', () => {
  it('is announced, once', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    const events = eventsOf(here);
    await prove(visitor, person.token);
    await prove(visitor, person.token);
    expect(events.filter(({ name }) => name === 'email-verified')).toMatchObject([{ accountId: person.id }]);
  });
});
