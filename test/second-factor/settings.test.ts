import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Environment } from '../../src/config/environment.js';
import { SecretCipher } from '../../src/second-factor/codes/secret-cipher.js';
import { SecondFactorSettings } from '../../src/second-factor/second-factor.settings.js';
import { addPasskey } from '../passkeys/support/passkeys.js';
import { mailTo } from '../mail/mailbox.js';
import { announcedBy } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { FORMATS, sessionIdOf, signIn, stateOf, target, type Visitor } from '../support/visitor.js';
import { codeOf, codesOn, overviewOf, PAGE, scan, sendCode, STEP, withCodes, wrongCodeFor } from './authenticator.js';

const REMOVE = `${PAGE}/totp/remove`;
const RENEW = `${PAGE}/recovery-codes`;
const WISH = `${PAGE}/passkey-after-password`;

let product: Product;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_SECOND_FACTOR: '3/15m' });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

afterAll(() => product.remove());

const newcomer = async (): Promise<Visitor> => {
  const visitor = product.visitor();
  await signIn(visitor);
  return visitor;
};

describe.each(FORMATS)('codes that are removed (%s)', (format) => {
  it('are gone with the recovery codes, which is told by mail and an event', async () => {
    const { visitor, person } = await withCodes(product);
    const events = announcedBy(product);
    const answer = await visitor.post(REMOVE, {}, format);
    expect([answer.status, target(answer)]).toEqual([format === 'json' ? 200 : 303, PAGE]);
    expect(await overviewOf(visitor)).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
    expect(events).toEqual(['second-factor-removed']);
    expect((await mailTo(product, person.email, /Codes do not protect/)).text).toContain(person.username);
    expect((await visitor.get(PAGE)).text).toContain('Not set up.');
  });

  it.each([
    ['a session of level 1', REMOVE],
    ['a session of level 1', RENEW],
  ])('stay for %s (%s)', async (_who, path) => {
    const thief = product.visitor();
    const { visitor } = await withCodes(product, thief);
    const answer = await thief.post(path, {}, format);
    if (format === 'json') expect([answer.status, answer.json['code']]).toEqual([403, 'second_factor_required']);
    else expect(target(answer)).toBe(`/confirm?next=${encodeURIComponent(PAGE)}&level=2`);
    expect(await overviewOf(visitor)).toMatchObject({ totp: expect.any(Object), recoveryCodesLeft: 10 });
  });

  it.each([REMOVE, RENEW])('ask for a fresh login (%s)', async (path) => {
    const { visitor } = await withCodes(product);
    later(16 * 60_000);
    const answer = await visitor.post(path, {}, format);
    if (format === 'json') expect([answer.status, answer.json['code']]).toEqual([403, 'fresh_login_required']);
    else expect(target(answer)).toBe(`/confirm?next=${encodeURIComponent(PAGE)}`);
  });

  it('leave the recovery codes where a passkey is asked for after the password', async () => {
    const { visitor } = await withCodes(product);
    await addPasskey(visitor);
    expect((await visitor.post(WISH, { wanted: true }, 'json')).status).toBe(200);
    await visitor.post(REMOVE, {}, format);
    expect(await overviewOf(visitor)).toMatchObject({ totp: null, recoveryCodesLeft: 10 });
  });
});

describe.each(FORMATS)('new recovery codes (%s)', (format) => {
  it('make the old ones void, which is told by mail and an event', async () => {
    const { visitor, person, recoveryCodes } = await withCodes(product);
    const events = announcedBy(product);
    const before = sessionIdOf(visitor);
    const answer = await visitor.post(RENEW, {}, format);
    const codes = format === 'json' ? (answer.json['recoveryCodes'] as string[]) : codesOn(answer);
    expect(codes).toHaveLength(10);
    expect(codes.filter((code) => recoveryCodes.includes(code))).toEqual([]);
    expect((await overviewOf(visitor))['recoveryCodesLeft']).toBe(10);
    expect(events).toEqual(['recovery-codes-renewed']);
    expect(sessionIdOf(visitor)).toBe(before);
    expect((await mailTo(product, person.email, /New recovery codes/)).text).toContain(person.username);
  });

  it('are refused where there is nothing that they would stand in for', async () => {
    const { visitor } = await withCodes(product);
    await visitor.post(REMOVE, {}, 'json');
    expect((await visitor.post(RENEW, {}, format)).status).toBe(409);
    expect((await overviewOf(visitor))['recoveryCodesLeft']).toBe(0);
  });
});

describe.each(FORMATS)('"ask for my passkey after the password" (%s)', (format) => {
  it.each([
    ['no passkey', 0, false],
    ['one passkey and no recovery codes', 1, false],
    ['two passkeys', 2, true],
  ])('with %s', async (_what, count, isPossible) => {
    const visitor = await newcomer();
    for (let made = 0; made < count; made += 1) await addPasskey(visitor);
    const answer = await visitor.post(WISH, { wanted: 'on' }, format);
    const accepted = format === 'json' ? 200 : 303;
    expect(answer.status).toBe(isPossible ? accepted : 422);
    if (!isPossible) expect(answer.text).toContain('Add a second passkey first');
    expect((await overviewOf(visitor))['passkeyAfterPassword']).toBe(isPossible);
  });

  it('is refused with a button that makes the recovery codes which it lacks', async () => {
    const visitor = await newcomer();
    await addPasskey(visitor);
    const { text } = await visitor.post(WISH, { wanted: 'on' }, 'html');
    expect(text).toContain(`action="${RENEW}"`);
  });

  it('is turned on with one passkey and recovery codes, and off again at level 2', async () => {
    const { visitor, person } = await withCodes(product);
    await addPasskey(visitor);
    const events = announcedBy(product);
    await visitor.post(WISH, { wanted: 'on' }, format);
    await visitor.post(WISH, { wanted: 'on' }, format);
    expect(await overviewOf(visitor)).toMatchObject({ passkeyAfterPassword: true });
    await mailTo(product, person.email, /asks for a passkey/);
    await visitor.post(WISH, { wanted: 'off' }, format);
    expect(await overviewOf(visitor)).toMatchObject({ passkeyAfterPassword: false });
    await mailTo(product, person.email, /does not ask for a passkey/);
    expect(events).toEqual(['second-factor-set-up', 'second-factor-removed']);
  });

  it('is not turned off by a session of level 1', async () => {
    const visitor = await newcomer();
    await addPasskey(visitor);
    await addPasskey(visitor);
    await visitor.post(WISH, { wanted: 'on' }, format);
    const answer = await visitor.post(WISH, {}, format);
    expect(answer.status).toBe(format === 'json' ? 403 : 303);
    expect((await overviewOf(visitor))['passkeyAfterPassword']).toBe(true);
  });
});

describe('wrong codes of a set-up', () => {
  it('are limited, and right ones are not', async () => {
    const visitor = await newcomer();
    const secret = await scan(visitor);
    const wrong = wrongCodeFor(secret);
    for (let time = 0; time < 3; time += 1) expect((await sendCode(visitor, wrong)).status).toBe(401);
    const refused = await sendCode(visitor, codeOf(secret));
    expect([refused.status, refused.json['code']]).toEqual([429, 'too_many_attempts']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    later(14 * 60_000);
    expect((await sendCode(visitor, wrong)).status).toBe(429);
  });
});

it('the copy of the data says when it was set up and used, and holds no secret', async () => {
  const { visitor, secret, recoveryCodes } = await withCodes(product);
  const { text, json } = await visitor.get('/settings/export', 'json');
  expect(json['secondFactor']).toMatchObject({ codes: { createdAt: expect.any(String) }, trustedDevices: [] });
  expect(json['secondFactor'].recoveryCodes).toHaveLength(10);
  for (const word of [secret, ...recoveryCodes, 'sealed', 'hash']) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
});

describe('without a key in production', () => {
  beforeEach(() => void vi.spyOn(product.app.get(SecretCipher), 'isAble', 'get').mockReturnValue(false));

  it('nothing can be encrypted, and elsewhere a key is derived', () => {
    const none = new SecondFactorSettings(new Environment({}));
    const sessionSecrets = ['a secret of at least thirty-two bytes (really)'];
    vi.restoreAllMocks();
    expect(new SecretCipher(none, { production: true, sessionSecrets }).isAble).toBe(false);
    expect(new SecretCipher(none, { production: false, sessionSecrets }).isAble).toBe(true);
    const set = new SecondFactorSettings(new Environment({ ENCRYPTION_KEY: 'k'.repeat(32) }));
    expect(new SecretCipher(set, { production: true, sessionSecrets }).isAble).toBe(true);
  });

  it.each(FORMATS)('codes cannot be set up, and the pages say why (%s)', async (format) => {
    const visitor = await newcomer();
    expect(await overviewOf(visitor)).toMatchObject({ totp: null, totpAvailable: false });
    const { text } = await visitor.get(PAGE);
    expect(text).toContain('Codes cannot be set up here');
    expect(text).not.toContain(`href="${PAGE}/totp"`);
    for (const answer of [await visitor.get(`${PAGE}/totp`, format), await sendCode(visitor, '123456', format)]) {
      expect(answer.status).toBe(409);
      if (format === 'json') expect(answer.json['code']).toBe('second_factor_unavailable');
      else expect(answer.text).toContain('Codes cannot be set up here');
    }
    expect((await stateOf(visitor))['level']).toBe(1);
  });
});

it('the clock of a device that is off by a step sets up, and its next code counts then', async () => {
  const visitor = await newcomer();
  const secret = await scan(visitor);
  expect((await sendCode(visitor, codeOf(secret, Date.now() - STEP))).status).toBe(200);
  expect((await overviewOf(visitor))['totp']).not.toBeNull();
});
