import { Global, Module } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestAuthenticator } from '../../src/sessions/authentication/request-authenticator.js';
import type { SignedInVisitor } from '../../src/testing/index.js';
import { ApiKeyAuthenticator, KEYS } from '../examples/api-key/api-key.authenticator.js';
import { entries } from '../audit/auditing.js';
import { Owner } from '../second-factor/factors.js';
import { giveRoles, Product } from '../support/product.js';
import { type Answer, copyOf, type Format, FORMATS, isSignedIn, stateOf, target, type Visitor } from '../support/visitor.js';
import { start, stop } from './acting.js';

@Global()
@Module({
  providers: [{ provide: RequestAuthenticator, useClass: ApiKeyAuthenticator }],
  exports: [RequestAuthenticator],
})
class ApiKeyModule {}

const DESK = { 'user-agent': 'the desk' };

let product: Product;
let member: SignedInVisitor;

beforeAll(async () => {
  product = await Product.start({}, [ApiKeyModule]);
  member = await product.signedIn();
});

afterAll(async () => {
  KEYS.clear();
  await product.remove();
});

/** All that an administrator opens or does. Nothing of it may happen. */
const paths = (): readonly string[] => [
  '/admin',
  '/admin/users',
  '/admin/users?format=csv',
  `/admin/users/${member.person.id}`,
  '/admin/events',
  '/admin/events?format=jsonl',
  '/admin/revocations',
];

async function everything(by: Visitor, format: Format, headers: Record<string, string> = {}): Promise<[string, Answer][]> {
  const answers: [string, Answer][] = [];
  for (const path of paths()) answers.push([path, await by.get(path, format, headers)]);
  const deeds = [
    [`/admin/users/${member.person.id}/sign-out`, { reason: 'x' }],
    [`/admin/users/${member.person.id}/impersonate`, { reason: 'x' }],
    ['/admin/revocations', { before: 'now', reason: 'x' }],
  ] as const;
  for (const [path, fields] of deeds) answers.push([path, await by.post(path, fields, format, headers)]);
  return answers;
}

/** Programs are told why; browsers are led to the page where they show who they are. */
function expectRefused(answers: readonly [string, Answer][], format: Format, code: string): void {
  for (const [path, { status, json, ...answer }] of answers) {
    if (format === 'json') expect([path, status, json['code']]).toEqual([path, 403, code]);
    else expect([path, status, target({ status, json, ...answer })?.split('?')[0]]).toEqual([path, 303, '/confirm']);
  }
}

/** An administrator who has logged in with a code. */
async function atLevel2(): Promise<{ owner: Owner; visitor: Visitor }> {
  const [owner, visitor] = [await Owner.of(product), product.visitor(DESK)];
  await giveRoles(product, owner.person, 'admin');
  await owner.logIn(visitor);
  expect((await visitor.get('/admin', 'json')).status).toBe(200);
  return { owner, visitor };
}

describe.each(FORMATS)('an administrator (%s)', (format) => {
  it('whose session another client has used may nothing more, also as themselves', async () => {
    const { visitor } = await atLevel2();
    const other = copyOf(visitor, product, { 'user-agent': 'somebody else' });
    await other.get('/dashboard');
    expectRefused(await everything(other, format), format, 'second_factor_required');
    expectRefused(await everything(copyOf(visitor, product, DESK), format), format, 'second_factor_required');
    expect(await isSignedIn(member)).toBe(true);
  });

  it('who sets up a second factor in another browser is asked for it in this one at the next request', async () => {
    const visitor = await product.signedIn({ role: 'admin', headers: DESK });
    expect((await visitor.get('/admin', 'json')).status).toBe(200);
    const owner = await Owner.setUp(product, visitor.person);
    expectRefused(await everything(visitor, format), format, 'second_factor_required');
    await visitor.post('/confirm', { code: await owner.code() }, 'json');
    expect((await visitor.get('/admin', format)).status).toBe(200);
    expect(await isSignedIn(member)).toBe(true);
  });

  it('who has lost their second factor opens what a password opens, until there is one again', async () => {
    const { owner, visitor } = await atLevel2();
    await owner.removeFactor();
    expect((await visitor.get('/admin', format)).status).toBe(200);
  });

  it('who acts as somebody when their own session becomes doubtful goes back to one that may nothing', async () => {
    const { visitor } = await atLevel2();
    const own = copyOf(visitor, product, { 'user-agent': 'somebody else' });
    expect((await start(visitor, member.person.id, format)).status).toBe(format === 'json' ? 200 : 303);
    await own.get('/dashboard');
    expect((await stop(visitor, format)).status).toBe(format === 'json' ? 200 : 303);
    expect((await stateOf(visitor))['impersonatedBy']).toBeUndefined();
    expectRefused(await everything(visitor, format), format, 'second_factor_required');
  });

  it('whom a header signs in opens nothing here: no header is fresh, and there is no session to go back to', async () => {
    const { person } = await product.signedIn({ role: 'admin' });
    const key = `key-${person.id}-${format}`;
    KEYS.set(createHash('sha256').update(key).digest('hex'), person.id);
    const headers = { authorization: `Bearer ${key}` };
    const program = product.visitor();
    expect((await program.get('/settings', 'json', headers)).status).toBe(200);
    const answers = await everything(program, format, headers);
    for (const [path, { status, json, setCookies }] of answers) {
      expect([path, status, setCookies]).toEqual([path, 403, []]);
      if (format === 'json') expect([path, json['code']]).toEqual([path, 'session_required']);
    }
    // Whoever acts as nobody is themselves already.
    const ended = await program.post('/admin/impersonation/end', {}, format, headers);
    expect([ended.status, ended.setCookies]).toEqual([format === 'json' ? 200 : 303, []]);
    if (format === 'json') expect(ended.json['user']).toMatchObject({ id: person.id });
    expect(await entries(product, { actor: person.id })).toEqual([]);
    expect(await isSignedIn(member)).toBe(true);
  });
});
