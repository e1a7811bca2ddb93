import { describe, expect, it } from 'vitest';
import { mailsNowTo, mailTo } from '../mail/mailbox.js';
import { announcedBy } from '../support/observing.js';
import { later, onTwoInstances, type Product } from '../support/product.js';
import { FORMATS, logIn, someone, register, stateOf, target } from '../support/visitor.js';
import { Owner, secondStep } from './factors.js';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

const methods = async (visitor: Parameters<typeof stateOf>[0]) =>
  ((await stateOf(visitor))['authentications'] as { method: string }[]).map(({ method }) => method);

describe.each(FORMATS)('a login of somebody with an authenticator app (%s)', (format) => {
  const accepted = format === 'html' ? 303 : 200;

  it('asks for a code after the password, and is of level 2 then; it goes on at another instance', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    const begun = await owner.begin(visitor, format, { next: '/profile', remember: 'on' });
    expect([begun.status, target(begun)]).toEqual([accepted, '/login/second-factor']);
    if (format === 'json') expect(begun.json).toEqual({ step: 'second-factor', redirectTo: '/login/second-factor' });
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
    const shown = await visitor.get('/login/second-factor', format);
    if (format === 'json') {
      expect(shown.json).toMatchObject({ next: null, codes: true, passkeys: false, mayTrust: true });
    } else {
      for (const part of ['autocomplete="one-time-code"', 'type="text"', 'inputmode="numeric"', '?recovery=1'])
        expect(shown.text).toContain(part);
    }
    const tab = visitor.copy(there.url);
    const passed = await secondStep(tab, await owner.code(), format);
    expect([passed.status, target(passed)]).toEqual([accepted, '/profile']);
    expect(await stateOf(tab)).toMatchObject({ authenticated: true, level: 2, remembered: true, fresh: true });
    expect(await methods(tab)).toEqual(['password', 'totp']);
  });

  it.each([
    ['blanks', (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)} `],
    ['digits of full width', (code: string) => code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))],
  ])('takes a code with %s', async (_what, typed) => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.begin(visitor);
    expect((await secondStep(visitor, typed(await owner.code()), format)).status).toBe(accepted);
  });

  it('takes a recovery code in the same field, once, and tells the owner', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.begin(visitor);
    const page = await visitor.get('/login/second-factor?recovery=1');
    for (const part of ['inputmode="text"', 'name="recovery"']) expect(page.text).toContain(part);
    const events = announcedBy(here, there);
    const [code = ''] = owner.recoveryCodes;
    const passed = await secondStep(visitor, code.toLowerCase().replace('-', ' '), format, { recovery: '1' });
    expect([passed.status, passed.json['recoveryCodesLeft']]).toEqual([accepted, undefined]);
    expect(await methods(visitor)).toEqual(['password', 'recovery-code']);
    expect(events).toContain('recovery-code-used');
    expect((await mailTo(here, owner.person.email, /recovery code/)).text).toContain(owner.person.username);
    const again = here.visitor();
    await owner.begin(again);
    const refused = await secondStep(again, code, format, { recovery: '1' });
    expect(refused.status).toBe(401);
    expect(refused.text).not.toContain(code);
    if (format === 'html') expect(refused.text).toContain('inputmode="text"');
  });

  it('says so when three recovery codes are left', async () => {
    const owner = await Owner.of(here);
    for (const [place, code] of owner.recoveryCodes.slice(0, 7).entries()) {
      const visitor = here.visitor();
      await owner.begin(visitor);
      await secondStep(visitor.copy(), code, format);
      // The answer was lost, and the same form says the same.
      const passed = await secondStep(visitor, code, format);
      const told = format === 'json' ? passed.json['recoveryCodesLeft'] : (await visitor.get('/dashboard')).text;
      if (format === 'json') expect(told).toBe(place === 6 ? 3 : undefined);
      else expect(String(told).includes('only a few recovery codes left')).toBe(place === 6);
    }
  });

  it('shows the same page again after a wrong code, which is an event', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.begin(visitor);
    const events = announcedBy(here, there);
    const wrong = await secondStep(visitor, owner.wrong(), format);
    expect([wrong.status, wrong.setCookies]).toEqual([401, []]);
    expect(wrong.text).toContain('This code is not right.');
    expect(wrong.text).not.toContain(owner.wrong());
    if (format === 'json') expect(wrong.json['code']).toBe('invalid_code');
    expect(events).toEqual(['second-factor-failed']);
    expect((await secondStep(visitor, '', format)).status).toBe(422);
    expect((await secondStep(visitor, await owner.code(), format)).status).toBe(accepted);
  });

  it('ends with the fifth wrong code, and one mail tells the owner', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.begin(visitor, 'json', { next: '/profile' });
    for (let wrong = 1; wrong < 5; wrong += 1) expect((await secondStep(visitor, owner.wrong(), format)).status).toBe(401);
    const copy = visitor.copy(there.url);
    const last = await secondStep(visitor, owner.wrong(), format);
    expect([last.status, target(last)]).toEqual(format === 'html' ? [303, '/login?next=%2Fprofile'] : [401, undefined]);
    expect(visitor.cookies.has('pending')).toBe(false);
    const told = format === 'html' ? (await visitor.get('/login')).text : last.text;
    expect(told).toContain('the wrong code too often');
    for (const tab of [copy, visitor]) expect((await secondStep(tab, await owner.code(), format)).status).not.toBe(200);
    expect(await stateOf(copy)).toEqual({ authenticated: false });
    // A new password login does not clear the count, and a right code waits too.
    const another = here.visitor();
    await owner.begin(another);
    const throttled = await secondStep(another, await owner.code(), format);
    expect([throttled.status, Number(throttled.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await mailTo(here, owner.person.email, /may know your password/)).text).toContain(owner.person.username);
    const mails = await mailsNowTo(here, owner.person.email);
    expect(mails.filter(({ subject }) => /may know your password/.test(subject))).toHaveLength(1);
  });

  it('gives the same outcome when the answer to a right code was lost', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.begin(visitor, 'json', { next: '/profile' });
    const lost = visitor.copy();
    const code = await owner.code();
    await secondStep(lost, code, format);
    const again = await secondStep(visitor.copy(there.url), code, format);
    expect([again.status, target(again)]).toEqual([accepted, '/profile']);
  });
});

it('nobody else is asked', async () => {
  const visitor = here.visitor();
  const person = someone();
  await register(visitor, person);
  expect(target(await logIn(visitor, person))).toBe('/dashboard');
  expect(await stateOf(visitor)).toMatchObject({ level: 1 });
});

it('a code counts once, also of two logins at two instances in the same second', async () => {
  const owner = await Owner.of(here);
  const visitors = [here.visitor(), there.visitor()];
  for (const visitor of visitors) await owner.begin(visitor);
  const code = await owner.code();
  const answers = await Promise.all(visitors.map((visitor) => secondStep(visitor, code)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

it('a pending login is over after ten minutes', async () => {
  const visitor = here.visitor();
  const owner = await Owner.of(here);
  await owner.begin(visitor);
  later(10 * 60_000 + 1);
  expect((await secondStep(visitor, await owner.code())).status).toBe(401);
});
