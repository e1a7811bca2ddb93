import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RegistrationService } from '../../src/auth/register/registration.service.js';
import { MailSwitch } from '../../src/mail/mail-switch.js';
import { Product } from '../support/product.js';
import { logIn, someone } from '../support/visitor.js';
import { raw, type RawAnswer } from './raw.js';

/** What is not there without mail, with a closed registration, and outside of development. */
const ABSENT = [
  '/register',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/verify-email/resend',
  '/verify-email/not-me',
  '/m',
  '/settings/email',
  '/confirm-email',
  '/undo-email-change',
  '/dev/mail',
  '/dev/mail/x',
  '/dev/mail/x/html',
  '/dev/mail/x/raw',
];

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'];
const ACCEPTS = ['Accept: text/html', 'Accept: application/json'];
const FORM = 'Content-Type: application/x-www-form-urlencoded';

/** Bodies that a form would judge: a good one, one of a kind that it does not take, and one that is too long for it. */
const BODIES: [name: string, type: string, body: string][] = [
  ['a form', FORM, 'email=a%40example.org'],
  ['XML', 'Content-Type: application/xml', '<a/>'],
  ['a long form', FORM, `email=${'a'.repeat(40_000)}`],
];

let product: Product;
let people: [who: string, headers: string[]][];

beforeAll(async () => {
  const isOn = vi.spyOn(MailSwitch.prototype, 'isOn', 'get').mockReturnValue(false);
  product = await Product.start({ REGISTRATION: 'closed' });
  people = [
    ['a guest', []],
    ['a member', [await signedIn(product)]],
  ];
  isOn.mockRestore();
});

afterAll(() => product.remove());

/** The line of cookies of somebody who is signed in, at a product that lets nobody sign up. */
async function signedIn(product: Product): Promise<string> {
  const [person, visitor] = [someone(), product.visitor()];
  await product.app.get(RegistrationService).registerForOperator({ ...person, passwordConfirmation: person.password });
  await logIn(visitor, person);
  return `Cookie: ${[...visitor.cookies].map((cookie) => cookie.join('=')).join('; ')}`;
}

/** All that an answer tells, but for what is of this one request alone. */
function told({ status, headers, text }: RawAnswer) {
  const { date: _date, 'x-request-id': id = '', ...rest } = headers;
  return { status, headers: rest, text: text.replaceAll(id, 'the id') };
}

async function asked(method: string, path: string, headers: readonly string[], body = '') {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return told(await raw(product.url, `${method} ${path}`, [...headers, ...length], body));
}

describe.each(ABSENT)('nothing tells %s from a path that does not exist', (path) => {
  const unknown = `${path}-there`;

  it('by any method', async () => {
    for (const method of METHODS) {
      for (const [who, headers] of people) {
        for (const accept of ACCEPTS) {
          const here = await asked(method, path, [...headers, accept]);
          expect([method, who, here]).toEqual([method, who, await asked(method, unknown, [...headers, accept])]);
          expect(here.status).toBe(404);
        }
      }
    }
  });

  it.each(BODIES)('by %s', async (_name, type, body) => {
    for (const [who, headers] of people) {
      const here = await asked('POST', path, [...headers, type], body);
      expect([who, here]).toEqual([who, await asked('POST', unknown, [...headers, type], body)]);
      expect(here.status).toBe(404);
    }
  });
});
