import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveSessions } from '../../src/admin/overview/live-sessions.js';
import { OverviewService } from '../../src/admin/overview/overview.service.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { MassRevocations } from '../../src/sessions/revocations/mass-revocations.service.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { sql } from '../audit/auditing.js';
import { later, onTwoInstances, type Product } from '../support/product.js';
import { copyOf, logIn, sessionAddress, type Visitor } from '../support/visitor.js';
import { start } from './acting.js';

let here: Product;
let there: Product;
let admin: Visitor;

onTwoInstances((...both) => ([here, there] = both));

beforeEach(async () => {
  admin = await here.signedIn({ role: 'admin' });
});

/** What the overview says now, as if nobody had asked for a while. */
async function live(): Promise<Record<string, unknown>> {
  for (const product of [here, there]) {
    await product.app.get(LastSeen).write();
    for (const kept of [OverviewService, LiveSessions]) {
      Object.assign(Reflect.get(product.app.get<object>(kept, { strict: false }), 'kept') as object, { last: undefined });
    }
  }
  return (await admin.get('/admin', 'json')).json['liveSessions'] as Record<string, unknown>;
}

const count = async (): Promise<number> => (await live())['count'] as number;

describe('the number of live sessions', () => {
  it('is that of all instances, exactly where accounts are few', async () => {
    const before = await count();
    const [person, other] = [await here.signedIn(), await there.signedIn()];
    await logIn(there.visitor(), person.person);
    expect(await live()).toEqual({ count: before + 3, isEstimate: false, countedAt: expect.stringMatching(/Z$/) });
    expect((await admin.get('/admin')).text).toContain(`${before + 3} sessions are live, on all instances together.`);
    await other.post('/logout', {}, 'json');
    expect(await count()).toBe(before + 2);
  });

  const ENDED: Record<string, (visitor: Visitor & { person: { id: string; username: string } }) => Promise<unknown>> = {
    'of an account that was disabled': ({ person }) =>
      admin.post(`/admin/users/${person.id}/disable`, { reason: 'left' }, 'json'),
    'that an administrator has ended': ({ person }) =>
      admin.post(`/admin/users/${person.id}/sign-out`, { reason: 'asked' }, 'json'),
    'that a mass revocation means, before anybody has shown it': ({ person }) =>
      here.app.get(MassRevocations).create({ before: 'now', users: [person.username] }, 'operator'),
  };

  it.each(Object.keys(ENDED))('counts none %s', async (name) => {
    const visitor = await here.signedIn();
    const before = await count();
    await ENDED[name]?.(visitor);
    expect(await count()).toBe(before - 1);
  });

  it('counts none in which an administrator acts', async () => {
    const person = await here.signedIn();
    const before = await count();
    const acting = copyOf(admin);
    expect((await start(acting, person.person.id)).status).toBe(200);
    expect(await count()).toBe(before);
  });

  it('is asked for once in half a minute, whatever many look', async () => {
    await live();
    const asked = vi.spyOn(here.app.get(RedisPort), 'listOfEach');
    await Promise.all(Array.from({ length: 5 }, () => admin.get('/admin', 'json')));
    later(20_000);
    await admin.get('/admin', 'json');
    expect(asked).not.toHaveBeenCalled();
    later(15_000);
    expect((await admin.get('/admin', 'json')).status).toBe(200);
    expect(asked).toHaveBeenCalled();
  });

  it('is an estimate where accounts are many, and says so', async () => {
    const many = 3_000;
    const redis = here.app.get(RedisPort);
    const { session: record } = await redis.read(sessionAddress(admin));
    const now = Date.now();
    const made = Array.from({ length: many }, (_, place) => ({
      id: randomUUID(),
      tag: `many${String(place).padStart(12, '0')}`,
    }));
    await sql(
      here,
      `insert into users (id, username, username_key, email, password_hash, hash_tag, security_stamp, created_at, last_seen_at)
        values ${made.map(({ id, tag }) => `('${id}', '${tag}', '${tag}', '${tag}@example.org', '', '${tag}', 'stamp', now(), now())`).join(',')}`,
    );
    const stored = JSON.parse(record ?? '') as { passport: { user: object } };
    await Promise.all(
      made.map(({ id, tag }) => {
        const user = { ...stored.passport.user, accountId: id, securityStamp: 'stamp' };
        const entry = {
          record: JSON.stringify({ ...stored, passport: { user } }),
          expiresAt: now + 600_000,
          keepUntil: now + 600_000,
        };
        return redis.start({ hashTag: tag, hash: 'a'.repeat(43) }, entry);
      }),
    );
    const asked = vi.spyOn(redis, 'listOfEach');
    const { count, isEstimate } = await live();
    expect([isEstimate, count]).toEqual([true, Number((await exactly()).toPrecision(2))]);
    const tags = asked.mock.calls.reduce((sum, [hashTags]) => sum + hashTags.length, 0);
    expect(tags).toBeLessThan(2_300);
    expect((await admin.get('/admin')).text).toContain(`About ${String(count)} sessions are live`);
  });
});

/** Every account that was seen has one session, but for those of the tests before. */
async function exactly(): Promise<number> {
  const [row] = await sql<{ count: number }>(
    here,
    "select count(*)::int as count from users where last_seen_at > now() - interval '1 hour'",
  );
  return row?.count ?? 0;
}
