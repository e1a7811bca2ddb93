import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, type RawAnswer } from '../http/raw.js';
import { Product } from '../support/product.js';
import { logIn, PASSWORD, type Person, register, someone, type Visitor } from '../support/visitor.js';
import { type Delivery, delivered } from './delivery.js';
import { hostileForm, hostileJson } from './hostile-bodies.js';
import { PATIENCE, seeded } from './seeded.js';
import { expectCleanPrototypes, expectHarmless, expectHarmlessSoon } from './verdict.js';

const FORM = 'application/x-www-form-urlencoded';

let product: Product;
let person: Person;
let member: Visitor;

beforeAll(async () => {
  product = await Product.start();
  person = someone();
  await register(product.visitor(), person);
  // Another browser would make the session suspicious.
  member = product.visitor({ 'user-agent': 'fuzz' });
});

afterAll(async () => {
  expectCleanPrototypes();
  expect((await product.visitor().get('/health/ready')).status).toBe(200);
  await product.remove();
});

/** Every unsafe route, with the fields that it would accept. */
const ROUTES: Readonly<Record<string, () => Record<string, string>>> = {
  '/login': () => ({ identifier: person.username, password: PASSWORD, remember: 'on', next: '/profile' }),
  '/register': () => ({ ...someone(), passwordConfirmation: PASSWORD, next: '/profile' }),
  '/logout': () => ({}),
  '/confirm': () => ({ password: PASSWORD, next: '/profile' }),
  // Whatever of it is accepted must leave the password as it is.
  '/settings/password': () => ({ currentPassword: PASSWORD, password: PASSWORD, passwordConfirmation: PASSWORD }),
  '/settings/second-factor/totp': () => ({ code: '123456' }),
  '/settings/second-factor/passkey-after-password': () => ({ wanted: 'on' }),
  '/settings/sessions/revoke-others': () => ({}),
  [`/settings/sessions/${'x'.repeat(43)}/revoke`]: () => ({}),
  '/dashboard': () => ({ next: '/' }),
  '/nothing': () => ({ next: '/' }),
};

const body = (path: string): fc.Arbitrary<Delivery> => {
  const right = ROUTES[path]?.() ?? {};
  const json = hostileJson(right).chain((text) => delivered(text, 'application/json'));
  const form = hostileForm(right).chain((text) => delivered(text, FORM));
  const multipart = hostileForm(right).chain((text) => delivered(text, 'multipart/form-data; boundary=x'));
  return fc.oneof({ weight: 5, arbitrary: json }, { weight: 4, arbitrary: form }, { weight: 1, arbitrary: multipart });
};

async function send(path: string, { headers, bytes, broken }: Delivery, more: readonly string[]): Promise<RawAnswer> {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    'User-Agent: fuzz',
    ...headers,
    ...more,
    '',
    '',
  ].join('\r\n');
  return exchange(product.url, Buffer.concat([Buffer.from(head, 'latin1'), bytes]), { leaves: broken });
}

const cookies = ({ cookies: jar }: Visitor) => [...jar].map((cookie) => cookie.join('=')).join('; ');

describe.each(Object.keys(ROUTES))('any body at POST %s', (path) => {
  it.each(['a guest', 'a member'])(
    'of %s is answered as promised',
    async (who) => {
      const property = fc.asyncProperty(
        body(path),
        fc.constantFrom('text/html', 'application/json'),
        async (delivery, accept) => {
          const isMember = who === 'a member';
          if (isMember && (await member.get('/session', 'json')).json['authenticated'] !== true) await logIn(member, person);
          const more = [`Accept: ${accept}`, ...(isMember ? [`Cookie: ${cookies(member)}`] : [])];
          const answer = await expectHarmlessSoon(() => send(path, delivery, more));
          if (!(delivery.broken && answer.status === 0)) expectHarmless(answer);
        },
      );
      await fc.assert(property, seeded(12));
      expectCleanPrototypes();
    },
    PATIENCE,
  );
});

it('the account is still the same after all of them', async () => {
  const answer = await logIn(product.visitor(), person);
  expect([answer.status, answer.json['user']]).toMatchObject([200, { username: person.username, email: person.email }]);
});
