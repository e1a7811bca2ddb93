import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { type Condition, type Judged, matcherOf } from '../../../src/sessions/revocations/condition.js';
import { networkText, parseNetwork } from '../../../src/sessions/revocations/network.js';

const ids = ['a', 'b', 'c'];
const words = ['admin', 'editor', 'password', 'passkey'];

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();
const mapped = ipv4.map((address) => `::ffff:${address}`);
const address = fc.oneof(ipv4, ipv6, mapped, fc.constantFrom('', 'unknown', '192.0.2.1', '192.0.2.130', '2001:db8::1'));
const network = fc.oneof(
  fc.tuple(fc.oneof(ipv4, fc.constant('192.0.2.77')), fc.integer({ min: 0, max: 32 })),
  fc.tuple(fc.oneof(ipv6, fc.constant('2001:db8::')), fc.integer({ min: 0, max: 128 })),
  fc.tuple(mapped, fc.integer({ min: 96, max: 128 })),
);

const condition: fc.Arbitrary<Condition> = fc.record({
  before: fc.integer({ min: 0, max: 10 }),
  role: fc.option(fc.constantFrom(...words)),
  roleHolders: fc.option(fc.array(fc.constantFrom(...ids))),
  method: fc.option(fc.constantFrom(...words)),
  network: fc.option(network.map(([begin, bits]) => `${begin}/${bits}`).filter((text) => parseNetwork(text) !== undefined)),
  users: fc.option(fc.array(fc.constantFrom(...ids))),
});

const judged: fc.Arbitrary<Judged> = fc.record({
  begunAt: fc.integer({ min: 0, max: 10 }),
  methods: fc.array(fc.constantFrom(...words)),
  address,
  account: fc.record({ id: fc.constantFrom(...ids), roles: fc.array(fc.constantFrom(...words)) }),
});

/** The bits of an address as text, those of IPv4 within IPv6 as of IPv4. */
const bitsOf = (text: string): string =>
  ipaddr
    .process(text)
    .toByteArray()
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');

function liesIn(text: string, cidr: string): boolean {
  if (!ipaddr.isValid(text)) return true;
  const [begin = '', length] = cidr.split('/');
  const isShortened = begin.includes(':') && bitsOf(begin).length === 32;
  const bits = Number(length) - (isShortened ? 96 : 0);
  return bitsOf(text).length === bitsOf(begin).length && bitsOf(text).slice(0, bits) === bitsOf(begin).slice(0, bits);
}

/** What the document says, one sentence a line. */
function naive(stated: Condition, { begunAt, methods, address: from, account }: Judged): boolean {
  if (begunAt >= stated.before) return false;
  if (stated.users !== null && !stated.users.includes(account.id)) return false;
  if (stated.method !== null && methods.length > 0 && !methods.includes(stated.method)) return false;
  const hadRole = stated.roleHolders?.includes(account.id) === true;
  if (stated.role !== null && !account.roles.includes(stated.role) && !hadRole) return false;
  return stated.network === null || liesIn(from, stated.network);
}

describe('a condition', () => {
  it('means what the document says, whatever is asked of whatever', () => {
    let meant = 0;
    fc.assert(
      fc.property(condition, judged, (stated, one) => {
        meant += Number(naive(stated, one));
        expect(matcherOf(stated)(one)).toBe(naive(stated, one));
      }),
      { numRuns: 20_000 },
    );
    expect(meant).toBeGreaterThan(500);
  });

  it('means the same by a network in any spelling', () => {
    fc.assert(
      fc.property(network, address, ([begin, bits], from) => {
        const parsed = parseNetwork(`${begin}/${bits}`);
        if (parsed === undefined) return;
        const again = { before: 1, role: null, roleHolders: null, method: null, users: null, network: networkText(parsed) };
        const one = { begunAt: 0, methods: [], address: from, account: { id: 'a', roles: [] } };
        expect(matcherOf(again)(one)).toBe(matcherOf({ ...again, network: `${begin}/${bits}` })(one));
      }),
    );
  });

  it.each([
    '',
    '10.1',
    '10.0.0.0/33',
    '010.0.0.1',
    '::ffff:0:0/90',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '1',
    'example.org',
    '10.0.0.0/-1',
    '::/129',
  ])('knows no network %s', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });
});
