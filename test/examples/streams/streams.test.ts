import { MikroORM } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MassRevocations } from '../../../src/sessions/revocations/mass-revocations.service.js';
import { SignedInStreams } from '../../../src/streams/signed-in-streams.js';
import { AccountChangesService } from '../../../src/users/account-changes.service.js';
import { User } from '../../../src/users/user.entity.js';
import { EventReader } from '../../support/event-reader.js';
import { onServers, Product } from '../../support/product.js';
import { logIn, PASSWORD, type Person, signIn, type Visitor } from '../../support/visitor.js';
import { NoticesModule } from './notices.module.js';

const SOON = { timeout: 5_000 };

let product: Product;
let visitor: Visitor;
let person: Person;
let readers: EventReader[] = [];

beforeAll(async () => {
  product = await Product.start({}, [NoticesModule]);
});

afterAll(() => product.remove());

beforeEach(async () => {
  visitor = product.visitor();
  person = await signIn(visitor);
});

afterEach(async () => {
  readers.forEach((reader) => reader.close());
  readers = [];
  await expect.poll(() => product.app.get(SignedInStreams).count, SOON).toBe(0);
});

async function listen(by = visitor, headers: Record<string, string> = {}): Promise<EventReader> {
  const reader = await EventReader.open(by, '/notices/events', headers);
  readers.push(reader);
  return reader;
}

/** Another browser of the same person. */
async function another(at = product): Promise<Visitor> {
  const other = at.visitor();
  await logIn(other, person);
  return other;
}

const endOf = async (reader: EventReader) => {
  await expect.poll(() => reader.ended, SOON).toBe(true);
  return reader.events.at(-1);
};

describe("the guide's stream", () => {
  it('opens at once, with what is true now, past proxies and compression', async () => {
    const reader = await listen();
    const names = ['content-type', 'cache-control', 'x-accel-buffering', 'set-cookie'];
    expect([reader.status, ...names.map((name) => reader.headers.get(name))]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store, no-transform', 'no', null]); // prettier-ignore
    await expect.poll(() => reader.text, SOON).toMatch(/^retry: 1000\n:\n\nevent: state\ndata: /);
    expect(reader.events).toEqual([{ name: 'state', data: { username: person.username } }]);
  });

  it('tells every page of the person, and nobody else', async () => {
    const other = product.visitor();
    await signIn(other);
    const [one, two, theirs] = [await listen(), await listen(await another()), await listen(other)];
    await visitor.post('/notices', { text: 'line\nbreak' });
    for (const reader of [one, two]) {
      await expect.poll(() => reader.events.at(-1), SOON).toEqual({ name: 'notice', data: { text: 'line\nbreak' } });
    }
    expect(theirs.events.map(({ name }) => name)).toEqual(['state']);
  });

  it('may be opened by a script of the page', async () => {
    const policy = (await visitor.get('/notices')).headers.get('content-security-policy');
    expect(policy?.split(';')).toContain("connect-src 'self'");
  });

  it('is closed to guests, without a redirect that a script would follow', async () => {
    expect((await listen(product.visitor())).status).toBe(401);
  });
});

const ENDS: [how: string, end: () => Promise<unknown>, reason: string][] = [
  ['a logout', () => visitor.post('/logout'), 'logged-out'],
  ['a revocation from another browser', async () => (await another()).post('/settings/sessions/revoke-others'), 'revoked'],
  ['a disabled account', () => disable(), 'revoked'],
];

async function disable(): Promise<void> {
  const user = await product.app.get(MikroORM).em.fork().findOneOrFail(User, { usernameKey: person.username });
  await product.app.get(AccountChangesService).setActive(user, false);
}

describe('the stream of a session', () => {
  it.each(ENDS)('ends with %s, and says why', async (_how, end, reason) => {
    const reader = await listen();
    await end();
    expect(await endOf(reader)).toEqual({ name: 'ended', data: { reason } });
  });

  it('goes on when the session gets a new id', async () => {
    const reader = await listen();
    await visitor.post('/confirm', { password: PASSWORD });
    // Time for two looks at the session, which find its old id first.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await visitor.post('/notices', { text: 'still here' });
    await expect.poll(() => reader.events.at(-1)?.data, SOON).toEqual({ text: 'still here' });
    await visitor.post('/logout');
    expect(await endOf(reader)).toEqual({ name: 'ended', data: { reason: 'logged-out' } });
  });

  it('makes room for a seventh: the oldest ends, and is told not to come back', async () => {
    const opened: EventReader[] = [];
    for (let count = 0; count < 7; count += 1) opened.push(await listen());
    expect(await endOf(opened[0] as EventReader)).toEqual({ name: 'ended', data: { reason: 'too_many_streams' } });
    expect(opened.slice(1).some(({ ended }) => ended)).toBe(false);
  });

  it('ends at the idle limit of its session, which it does not move', async () => {
    const idle = await Product.start({ SESSION_IDLE_TIMEOUT: '2s' }, [NoticesModule]);
    const by = idle.visitor();
    await signIn(by);
    expect(await endOf(await listen(by))).toEqual({ name: 'ended', data: { reason: 'expired' } });
    await idle.remove();
  });

  it('ends when the product stops, and its page is told to come back a little later', async () => {
    const stopping = await Product.start({}, [NoticesModule]);
    const by = stopping.visitor();
    await signIn(by);
    const reader = await listen(by);
    await stopping.remove();
    expect(await endOf(reader)).toEqual({ name: 'state', data: expect.anything() });
    expect(reader.text).toMatch(/retry: \d{1,4}\n\n$/);
  });
});

describe.runIf(onServers)('on two instances', () => {
  it('a revocation at one ends the streams of the other', async () => {
    const other = await Product.on(product.storage, {}, [NoticesModule]);
    const reader = await listen(visitor.copy(other.url));
    await (await another()).post('/settings/sessions/revoke-others');
    expect(await endOf(reader)).toEqual({ name: 'ended', data: { reason: 'revoked' } });
    await other.close();
  });

  it('a mass revocation at one ends the streams of the other', async () => {
    const other = await Product.on(product.storage, {}, [NoticesModule]);
    const reader = await listen(visitor.copy(other.url));
    await product.app.get(MassRevocations).create({ before: 'now', users: [person.username] }, 'operator');
    expect(await endOf(reader)).toEqual({ name: 'ended', data: { reason: 'mass-revoked' } });
    await other.close();
  });
});
