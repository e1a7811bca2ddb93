import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { signIn } from '../../support/people.js';
import { Product } from '../../support/product.js';
import { later } from '../../support/returning.js';
import { verifyIdentity } from './verify-identity.js';

const SECRET = 'the secret that this door and the service share';

let product: Product;
let person: { username: string; email: string };
/** As the proxy would hand them on. */
let sent: IncomingHttpHeaders;

beforeAll(async () => {
  product = await Product.start({ IDENTITY_HEADER_SECRET: SECRET });
  const visitor = product.visitor();
  person = await signIn(visitor);
  const { headers } = await visitor.get('/auth/verify', 'json');
  sent = Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-auth-')));
});

afterAll(() => product.remove());
afterEach(() => void vi.useRealTimers());

/** The same headers with one of them changed or, as undefined, missing. */
const but = (name: string, value: string | undefined) => ({ ...sent, [`x-auth-${name}`]: value });

describe("the guide's verifier", () => {
  it('knows who is signed in', () => {
    expect(verifyIdentity(sent, SECRET)).toEqual({
      id: sent['x-auth-user-id'],
      username: person.username,
      email: person.email,
    });
  });

  it('refuses what was changed, is missing, or was signed with another secret', () => {
    const signature = String(sent['x-auth-signature']);
    for (const name of ['user-id', 'username', 'email', 'signature']) {
      expect([name, verifyIdentity(but(name, undefined), SECRET)]).toEqual([name, null]);
      expect([name, verifyIdentity(but(name, `${String(sent[`x-auth-${name}`])}x`), SECRET)]).toEqual([name, null]);
      expect([name, verifyIdentity(but(name, ''), SECRET)]).toEqual([name, null]);
    }
    const [time, hex = ''] = signature.split(',v1=');
    for (const forged of [
      `${time},v1=`,
      `${time},v1=${'0'.repeat(64)}`,
      `${time},v1=${hex.slice(2)}`,
      `v1=${hex}`,
      't=9,v1=x',
      `t=,v1=${hex}`,
    ]) {
      expect([forged, verifyIdentity(but('signature', forged), SECRET)]).toEqual([forged, null]);
    }
    expect(verifyIdentity(but('signature', `t=${Number(time?.slice(2)) + 1},v1=${hex}`), SECRET)).toBeNull();
    expect(verifyIdentity(sent, `${SECRET}x`)).toBeNull();
    expect(verifyIdentity({}, SECRET)).toBeNull();
  });

  it('refuses what is older, or newer, than a minute', () => {
    for (const [milliseconds, good] of [
      [55_000, true],
      [65_000, false],
      [-55_000, true],
      [-65_000, false],
    ] as const) {
      later(milliseconds);
      expect([milliseconds, verifyIdentity(sent, SECRET) !== null]).toEqual([milliseconds, good]);
      vi.useRealTimers();
    }
  });
});
