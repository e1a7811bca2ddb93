import { createHash } from 'node:crypto';
import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { longestTurn } from '../support/observing.js';
import { Product } from '../support/product.js';
import { logIn, PASSWORD, type Person, register, signIn, someone, type Visitor } from '../support/visitor.js';

/**
 * Work in one piece that nobody else should have to wait for, as so many SHA-512 digests: 20 ms on the machine this was
 * written on, and on a slower one or beside other programs both take longer.
 */
const AT_MOST = 12_500;

/** What is slow each time is slow the third time too; what was compiled or collected by chance is not. */
const TRIES = 5;

@Public()
@Controller('blocking')
class BlockingController {
  @Get()
  show(): object {
    digest(2 * AT_MOST);
    return {};
  }
}

@Module({ controllers: [BlockingController] })
class BlockingModule {}

let product: Product;
let member: Visitor;
let person: Person;

beforeAll(async () => {
  product = await Product.start({}, [BlockingModule]);
  member = product.visitor();
  person = await signIn(member);
});

afterAll(() => product.remove());

const KIB = 1_024;
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (path: string, body: string, headers: Record<string, string>) =>
  product.visitor().send(path, { method: 'POST', body, headers });
const sendJson = (path: string, body: object) => product.visitor().post(path, { ...body }, 'json');

const sendCookies = (cookie: (nth: number) => string, count: number) =>
  product.visitor().get('/dashboard', 'html', { cookie: Array.from({ length: count }, (_, nth) => cookie(nth)).join('; ') });

/** Every kind of deed, and the heaviest input that gets past the limits. */
const DEEDS: [string, () => Promise<unknown>][] = [
  ['a page', () => member.get('/dashboard')],
  ['the list of sessions', () => member.get('/settings/sessions')],
  ['a page that is not there', () => member.get('/nothing')],
  ['a login', () => logIn(product.visitor(), person)],
  ['a wrong password', () => logIn(product.visitor(), { ...person, password: 'wrong' })],
  ['a registration', () => register(product.visitor(), someone())],
  ['/confirm', () => member.post('/confirm', { password: PASSWORD })],
  ['a registration of 7,000 combining marks', () => sendJson('/register', { ...someone(), password: 'a\u0301'.repeat(7_000) })],
  ['an identifier of 30 KiB', () => sendJson('/login', { identifier: 'a@'.repeat(15 * KIB), password: PASSWORD })],
  ['an address of 30 KiB', () => sendJson('/register', { ...someone(), email: 'a.'.repeat(15 * KIB) + '@example.org' })],
  ['a form of 16,000 fields', () => post('/login', 'a&'.repeat(16_000), form)],
  ['JSON of 3,000 keys', () => sendJson('/login', Object.fromEntries(Array.from({ length: 3_000 }, (_, key) => [`k${key}`, 1])))],
  ['an Accept header of 12 KiB', () => member.get('/dashboard', 'html', { accept: 'text/*;q=0.1,'.repeat(940) + 'text/html' })],
  ['cookies of 12 KiB', () => sendCookies((nth) => `session=s%3A${nth}`, 700)],
  ['signed cookies of 12 KiB', () => sendCookies((nth) => `session=s%3A${nth}.${'a'.repeat(43)}`, 190)],
  ['a return address of 7 KiB', () => product.visitor().get(`/login?next=${'%2F%5C'.repeat(1_150)}`)],
];

describe('no request keeps the others waiting', () => {
  it.each(DEEDS)('%s', async (_name, deed) => {
    expect(await shareOfLimit(deed)).toBeLessThan(1);
  });

  it('a handler that does would be noticed', async () => {
    expect(await shareOfLimit(() => product.visitor().get('/blocking'))).toBeGreaterThan(1);
  });
});

/** The longest turn of the event loop in the best of the tries, as a share of what the limit takes in the same minute. */
async function shareOfLimit(deed: () => Promise<unknown>): Promise<number> {
  const turns: number[] = [];
  const limits: number[] = [];
  for (let nth = 0; nth < TRIES; nth++) {
    turns.push(await longestTurn(deed));
    limits.push(await longestTurn(async () => digest(AT_MOST)));
  }
  return Math.min(...turns) / Math.min(...limits);
}

function digest(times: number): void {
  for (let nth = 0; nth < times; nth++) createHash('sha512').update('work').digest();
}
