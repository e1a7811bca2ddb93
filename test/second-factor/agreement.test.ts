import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { Secret, TOTP, URI } from 'otpauth';
import { generateSync } from 'otplib';
import { TOTP as Generator } from 'totp-generator';
import { describe, expect, it } from 'vitest';
import { base32, inGroups } from '../../src/second-factor/codes/base32.js';
import { provisioningUri } from '../../src/second-factor/codes/provisioning-uri.js';
import { codeAt, matchingStep, stepAt } from '../../src/second-factor/codes/totp.js';

const MOMENTS = 10_000;
const STEP = 30_000;

/** Any second until the year 2100, with milliseconds. */
const someTime = (): number => randomInt(4_102_444_800) * 1_000 + randomInt(1_000);
const ours = (secret: Buffer, time: number): string => codeAt(secret, stepAt(time));

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const isLeftOut = (program: string): boolean => !has(program) && process.env['REQUIRE_PROGRAMS'] === undefined;

describe(`codes of ${MOMENTS} moments and secrets`, () => {
  const moments = Array.from({ length: MOMENTS }, () => ({ secret: randomBytes(20), time: someTime() }));
  const expected = moments.map(({ secret, time }) => ours(secret, time));

  it('are those of otpauth', () => {
    const theirs = moments.map(({ secret, time }) =>
      new TOTP({ secret: Secret.fromBase32(base32(secret)) }).generate({ timestamp: time }),
    );
    expect(theirs).toEqual(expected);
  });

  it('are those of otplib', () => {
    const theirs = moments.map(({ secret, time }) => generateSync({ secret: base32(secret), epoch: Math.floor(time / 1_000) }));
    expect(theirs).toEqual(expected);
  });

  it('are those of totp-generator', async () => {
    const theirs = await Promise.all(
      moments.map(({ secret, time }) => Generator.generate(base32(secret), { timestamp: time, explicitZeroPad: true })),
    );
    expect(theirs.map(({ otp }) => otp)).toEqual(expected);
  });
});

describe.skipIf(isLeftOut('oathtool'))('oathtool', () => {
  /** It makes so many codes in a row at once: starting it for each would take minutes. */
  const IN_A_ROW = 500;

  it.each(Array.from({ length: MOMENTS / IN_A_ROW }, (_, index) => index))('shows our codes (secret %i)', () => {
    const [secret, from] = [randomBytes(20), stepAt(someTime()) * 30];
    const args = ['--totp', '--base32', '--window', String(IN_A_ROW - 1), '--now', `@${from}`, base32(secret)];
    const codes = execFileSync('oathtool', args, { encoding: 'utf8' }).trim().split('\n');
    expect(codes).toEqual(Array.from({ length: IN_A_ROW }, (_, index) => codeAt(secret, from / 30 + index)));
  });
});

describe('RFC 6238, appendix B', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('has at %i s the code %s', (seconds, code) => {
    expect(ours(Buffer.from('12345678901234567890'), seconds * 1_000)).toBe(code);
  });
});

describe('a clock that is off', () => {
  it('by up to a step is taken, and by more is not, at every millisecond of a step', () => {
    const secret = randomBytes(20);
    for (let off = -2 * STEP; off <= 2 * STEP; off += 1_000) {
      const time = 1_700_000_000_000 + randomInt(STEP);
      const apart = Math.abs(stepAt(time + off) - stepAt(time));
      const found = matchingStep(secret, ours(secret, time + off), time);
      // Two steps of a thousand secrets have the same code by chance: then the nearer one is what matches.
      if (apart <= 1) expect(found).not.toBeNull();
      else expect([null, stepAt(time) - 1, stepAt(time), stepAt(time) + 1]).toContain(found);
    }
  });
});

describe('an otpauth address', () => {
  it.each([
    ['Gatehouse', 'ada'],
    ['Bücher & Söhne', 'jürgen.müller'],
    ['A: B', 'c:d e'],
    ['100 % + more/less?#&=', 'a%3Ab'],
    ['東京ゲート', 'пример'],
    ["O'Hara (test)!*", 'x'],
  ])('of %s and %s is read back by an app, colons and all', (issuer, username) => {
    const secret = randomBytes(20);
    const uri = provisioningUri({ issuer, username }, secret);
    const read = URI.parse(uri);
    expect(read).toBeInstanceOf(TOTP);
    expect(read).toMatchObject({ issuer, label: username, algorithm: 'SHA1', digits: 6, period: 30 });
    expect(read.secret.base32).toBe(base32(secret));
    expect(uri.slice('otpauth://totp/'.length, uri.indexOf('?')).split(':')).toHaveLength(2);
    expect(uri).toMatch(/^[\x21-\x7e]+$/);
    expect(uri).not.toContain('+');
  });
});

describe('Base32', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of "%s" is "%s" (RFC 4648, section 10)', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });

  it('is shown in groups of four, none of which is empty', () => {
    expect([inGroups('ABCDEFGH'), inGroups('ABCDE'), inGroups('')]).toEqual(['ABCD EFGH', 'ABCD E', '']);
  });
});
