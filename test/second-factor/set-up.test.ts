import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mailTo } from '../mail/mailbox.js';
import { announcedBy } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { type Answer, FORMATS, logIn, sessionIdOf, signIn, stateOf, type Visitor } from '../support/visitor.js';
import { TotpSecrets } from '../../src/second-factor/codes/totp-secrets.service.js';
import { codeOf, codesOn, overviewOf, PAGE, scan, sendCode, SET_UP, STEP, withCodes, wrongCodeFor } from './authenticator.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_SECOND_FACTOR: 'off' });
});

afterEach(() => void vi.useRealTimers());
afterAll(() => product.remove());

const newcomer = async (): Promise<Visitor> => {
  const visitor = product.visitor();
  await signIn(visitor);
  return visitor;
};

describe('the page of second factors', () => {
  it('says that nothing is set up, and where to begin', async () => {
    const visitor = await newcomer();
    expect(await overviewOf(visitor)).toMatchObject({
      totp: null,
      totpAvailable: true,
      recoveryCodesLeft: 0,
      passkeys: 0,
      passkeyAfterPassword: false,
    });
    const { text } = await visitor.get(PAGE);
    expect(text).toContain(`href="${SET_UP}"`);
    expect(text).not.toContain('totp/remove');
  });

  it('is linked from the settings', async () => {
    expect((await (await newcomer()).get('/settings')).text).toContain(`href="${PAGE}"`);
  });

  it.each(FORMATS)('is for who is signed in only (%s)', async (format) => {
    const { status } = await product.visitor().get(PAGE, format);
    expect(status).toBe(format === 'json' ? 401 : 303);
  });
});

describe('the page of the set-up', () => {
  it('shows the secret as a picture, as a link and in groups of four', async () => {
    const visitor = await newcomer();
    const secret = await scan(visitor);
    const { text } = await visitor.get(SET_UP);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(text).toContain(secret.match(/.{4}/g)?.join(' '));
    expect(text).toMatch(/<svg[^>]* role="img"[^>]*><rect[^>]* fill="#fff"><\/rect><path d="M[^"]+z" fill="#000">/);
    expect(text).toMatch(new RegExp(`href="otpauth://totp/[^"]+secret=${secret}`));
    expect(text.replace(/<link[^>]*>/g, '')).not.toMatch(/ style=|data:/);
    expect(text).toMatch(/<input type="text"[^>]* name="code"[^>]* autocomplete="one-time-code"[^>]* inputmode="numeric"/);
  });

  it('sets nothing up by being looked at', async () => {
    const visitor = await newcomer();
    await scan(visitor);
    expect((await overviewOf(visitor))['totp']).toBeNull();
  });

  it('shows a reload the secret that has been scanned, and another one after ten minutes', async () => {
    const visitor = await newcomer();
    const secret = await scan(visitor);
    expect(await scan(visitor)).toBe(secret);
    later(601_000);
    expect(await scan(visitor)).not.toBe(secret);
  });

  it('shows each session a secret of its own', async () => {
    const [desk, phone] = [product.visitor(), product.visitor()];
    const person = await signIn(desk);
    await logIn(phone, person);
    expect(await scan(phone)).not.toBe(await scan(desk));
    expect((await sendCode(phone, codeOf(await scan(desk)))).status).toBe(401);
  });

  it('asks for a fresh login', async () => {
    const visitor = await newcomer();
    later(16 * 60_000);
    expect((await visitor.get(SET_UP, 'json')).json['code']).toBe('fresh_login_required');
    expect((await sendCode(visitor, '123456')).json['code']).toBe('fresh_login_required');
    expect((await visitor.get(SET_UP)).headers.get('location')).toBe(`/confirm?next=${encodeURIComponent(SET_UP)}`);
  });
});

describe.each(FORMATS)('a right code (%s)', (format) => {
  it('sets codes up, shows ten recovery codes, and makes the session one of level 2 under a new id', async () => {
    const visitor = await newcomer();
    const secret = await scan(visitor);
    const before = sessionIdOf(visitor);
    const events = announcedBy(product);
    const answer = await sendCode(visitor, ` ${codeOf(secret).replace(/(...)/, '$1 ')}`, format);
    expect(answer.status).toBe(200);
    const codes = format === 'json' ? (answer.json['recoveryCodes'] as string[]) : codesOn(answer);
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[\dA-HJKMNP-TV-Z]{5}-[\dA-HJKMNP-TV-Z]{5}$/);
    expect(sessionIdOf(visitor)).not.toBe(before);
    expect(await stateOf(visitor)).toMatchObject({ level: 2, fresh: true });
    expect(await overviewOf(visitor)).toMatchObject({
      totp: { createdAt: expect.any(String), lastUsedAt: expect.any(String) },
      recoveryCodesLeft: 10,
    });
    expect(events).toEqual(['second-factor-set-up']);
  });

  it('shows the codes on a page that no browser keeps, with a file that needs no script', async () => {
    const visitor = await newcomer();
    const { text, headers, json } = await sendCode(visitor, codeOf(await scan(visitor)), format);
    expect(headers.get('cache-control')).toBe('no-store');
    const codes = format === 'json' ? json['recoveryCodes'] : codesOn({ text } as Answer);
    expect(codes).toHaveLength(10);
    const [, file = ''] = /href="data:text\/plain;charset=utf-8,([^"]*)" download="recovery-codes.txt"/.exec(text) ?? [];
    const lines = decodeURIComponent(file).split('\r\n');
    expect(format === 'json' ? codes : lines.slice(2, -1)).toEqual(codes);
  });

  it('is taken from the step before and the one after, and from no other', async () => {
    for (const [steps, status] of [
      [-2, 401],
      [-1, 200],
      [1, 200],
      [2, 401],
    ] as const) {
      const visitor = await newcomer();
      const secret = await scan(visitor);
      expect([steps, (await sendCode(visitor, codeOf(secret, Date.now() + steps * STEP), format)).status]).toEqual([
        steps,
        status,
      ]);
    }
  });

  it('is taken with blanks and in digits of full width', async () => {
    const visitor = await newcomer();
    const code = codeOf(await scan(visitor));
    const wide = Array.from(code, (digit) => String.fromCodePoint(0xff10 + Number(digit))).join(' ');
    expect((await sendCode(visitor, wide, format)).status).toBe(200);
  });
});

describe.each(FORMATS)('a wrong code (%s)', (format) => {
  it('is refused with 401, sets nothing up, and leaves the secret that was scanned', async () => {
    const visitor = await newcomer();
    const secret = await scan(visitor);
    const { status, text, json } = await sendCode(visitor, wrongCodeFor(secret), format);
    expect(status).toBe(401);
    if (format === 'json') expect(json['code']).toBe('invalid_code');
    else expect(text).toContain(secret.slice(0, 4));
    expect(format === 'json' || text.includes('This code is not right.')).toBe(true);
    expect(text).not.toContain(`value="${wrongCodeFor(secret)}"`);
    expect((await overviewOf(visitor))['totp']).toBeNull();
    expect(await scan(visitor)).toBe(secret);
    expect((await sendCode(visitor, codeOf(secret), format)).status).toBe(200);
  });

  it('is every code before a secret was shown', async () => {
    expect((await sendCode(await newcomer(), '123456', format)).status).toBe(401);
  });

  it.each([
    ['nothing', {}, 422],
    ['an empty code', { code: ' ' }, 422],
    ['an endless code', { code: '1'.repeat(65) }, 422],
    ['letters', { code: 'abcdef' }, 401],
  ])('%s is refused at the field', async (_what, body, expected) => {
    const visitor = await newcomer();
    const secret = await scan(visitor);
    const answer = await visitor.post(SET_UP, body as Record<string, string>, format);
    expect(answer.status).toBe(expected);
    expect(format === 'json' || answer.text.includes(secret.slice(0, 4))).toBe(true);
  });
});

describe.each(FORMATS)('an app in the place of another (%s)', (format) => {
  it('needs the second factor, and a password alone does not do', async () => {
    const thief = product.visitor();
    await withCodes(product, thief);
    const shown = await thief.get(SET_UP, format);
    if (format === 'json') expect([shown.status, shown.json['code']]).toEqual([403, 'second_factor_required']);
    else expect(shown.headers.get('location')).toBe(`/confirm?next=${encodeURIComponent(SET_UP)}&level=2`);
  });

  it('has new recovery codes, and makes those of before void', async () => {
    const { visitor, secret, person, recoveryCodes } = await withCodes(product);
    const other = await scan(visitor);
    expect(other).not.toBe(secret);
    expect((await visitor.get(SET_UP)).text).toContain('Another app takes the place');
    const answer = await sendCode(visitor, codeOf(other), format);
    const codes = format === 'json' ? (answer.json['recoveryCodes'] as string[]) : codesOn(answer);
    expect(codes).toHaveLength(10);
    expect(codes.filter((code) => recoveryCodes.includes(code))).toEqual([]);
    expect((await mailTo(product, person.email, /Another app makes the codes/)).text).toContain(person.username);
    const { id } = (await stateOf(visitor))['user'];
    const secrets = product.app.get(TotpSecrets);
    later(STEP * 2);
    expect(await secrets.use(id, codeOf(secret))).toBe(false);
    expect(await secrets.use(id, codeOf(other))).toBe(true);
  });
});
