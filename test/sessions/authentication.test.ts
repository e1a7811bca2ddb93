import { expect, it } from 'vitest';
import { type Authentication, levelOf, withAuthentication } from '../../src/sessions/record/authentication.js';

const by = (...methods: string[]): Authentication[] => methods.map((method, at) => ({ method, at }));

it.each<[Authentication[], 1 | 2]>([
  [[], 1],
  [by('password'), 1],
  [by('totp'), 1],
  [by('password', 'totp'), 2],
  [by('password', 'recovery-code'), 2],
  [by('password', 'passkey'), 2],
  [by('passkey'), 1],
  [[{ method: 'passkey', at: 0, userVerified: true }], 2],
  [[{ method: 'totp', at: 0, userVerified: true }], 1],
  [by('totp', 'recovery-code'), 1],
  [by('password', 'email'), 1],
  [by('password', 'trusted-device'), 1],
  [by('password', 'a-method-of-a-team'), 1],
])('authentications %j are level %i', (authentications, level) => {
  expect(levelOf(authentications)).toBe(level);
});

it('a list of authentications keeps the latest of each method', () => {
  const later = { method: 'password', at: 9 };
  expect(withAuthentication(by('password', 'totp'), later)).toEqual([{ method: 'totp', at: 1 }, later]);
});
