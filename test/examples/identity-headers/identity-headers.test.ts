import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { giveRoles, later, Product, proveAddress } from '../../support/product.js';
import { signIn } from '../../support/visitor.js';
import { RolesModule } from '../roles/roles.module.js';
import { verifyIdentity } from './verify-identity.js';

const SECRET = 'the secret that this door and the service share';

let product: Product;
let person: { username: string; email: string };
/** These are the headers as the proxy hands them on. */
let sent: IncomingHttpHeaders;

beforeAll(async () => {
  product = await Product.start({ IDENTITY_HEADER_SECRET: SECRET }, [RolesModule]);
  const visitor = product.visitor();
  person = await signIn(visitor);
  await proveAddress(product, person);
  await giveRoles(product, person, 'auditor', 'editor');
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
      roles: ['auditor', 'editor'],
      level: 1,
      impersonator: '',
    });
  });

  it('knows who has proven no address', async () => {
    const visitor = product.visitor();
    const { username } = await signIn(visitor);
    const { headers } = await visitor.get('/auth/verify', 'json');
    expect(verifyIdentity(Object.fromEntries(headers), SECRET)).toEqual({
      id: expect.any(String),
      username,
      email: '',
      roles: [],
      level: 1,
      impersonator: '',
    });
  });

  it('refuses what was changed, is missing, or was signed with another secret', () => {
    const signature = String(sent['x-auth-signature-v2']);
    for (const name of ['user-id', 'username', 'email', 'roles', 'level', 'signature-v2']) {
      expect([name, verifyIdentity(but(name, undefined), SECRET)]).toEqual([name, null]);
      expect([name, verifyIdentity(but(name, `${String(sent[`x-auth-${name}`])}x`), SECRET)]).toEqual([name, null]);
      expect([name, verifyIdentity(but(name, ''), SECRET)]).toEqual([name, null]);
    }
    const [time, hex = ''] = signature.split(',v2=');
    for (const forged of [
      `${time},v2=`,
      `${time},v2=${'0'.repeat(64)}`,
      `${time},v2=${hex.slice(2)}`,
      `v2=${hex}`,
      't=9,v2=x',
      `t=,v2=${hex}`,
    ]) {
      expect([forged, verifyIdentity(but('signature-v2', forged), SECRET)]).toEqual([forged, null]);
    }
    expect(verifyIdentity(but('signature-v2', `t=${Number(time?.slice(2)) + 1},v2=${hex}`), SECRET)).toBeNull();
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
