import { Module } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Feature } from '../../src/features/feature.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { later, Product } from '../support/product.js';
import { FORMATS, target, type Visitor } from '../support/visitor.js';

declare module '../../src/features/role-catalogue.js' {
  interface RoleCatalogue {
    support: true;
  }
}

/** A team gives its support people some of the permissions. */
@Module({})
@Feature({ roles: { support: ['users.read', 'users.disable', 'users.roles'] } })
class SupportModule {}

let product: Product;
let admin: Visitor;

beforeAll(async () => {
  product = await Product.start({}, [SupportModule]);
  admin = await product.signedIn({ role: 'admin' });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => product.remove());

const idOf = async (visitor: Visitor): Promise<string> => (await visitor.get('/session', 'json')).json['user'].id as string;

describe.each(FORMATS)('the administration (%s)', (format) => {
  it('asks for a fresh login', async () => {
    const stale = await product.signedIn({ role: 'admin' });
    const id = await idOf(stale);
    later(16 * 60_000);
    for (const path of ['/admin', '/admin/users', `/admin/users/${id}`, `/admin/users/${id}/disable`]) {
      const answer = await stale.get(path, format);
      if (format === 'json') expect([path, answer.status, answer.json['code']]).toEqual([path, 403, 'fresh_login_required']);
      else expect([path, answer.status, target(answer)]).toEqual([path, 303, `/confirm?next=${encodeURIComponent(path)}`]);
    }
  });

  it('asks for a second factor where the account has one', async () => {
    const visitor = await product.signedIn({ role: 'admin' });
    const id = await idOf(visitor);
    const em = product.app.get(EntityManager).fork();
    await em
      .getConnection()
      .execute(
        `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) values ('${id}', '', 0, now(), now())`,
      );
    for (const path of ['/admin', '/admin/users', `/admin/users/${id}`]) {
      const { status, json } = await visitor.get(path, format);
      expect([path, status]).toEqual([path, format === 'json' ? 403 : 303]);
      if (format === 'json') expect(json['code']).toBe('second_factor_required');
    }
    expect((await admin.get('/admin/users?secondFactor=yes', 'json')).json['accounts']).toContainEqual(
      expect.objectContaining({ id, secondFactor: true }),
    );
  });
});

describe('people to whom a team has given some permissions', () => {
  it('may do what these say, and nothing else', async () => {
    const [support, member] = [await product.signedIn({ roles: ['support'] }), await product.signedIn()];
    const id = await idOf(member);
    expect((await support.get(`/admin/users/${id}`)).text).not.toContain(`/admin/users/${id}/delete`);
    expect((await support.post(`/admin/users/${id}/delete`, { reason: 'x' }, 'json')).status).toBe(403);
    expect((await support.get('/admin', 'json')).status).toBe(403);
    expect((await support.post(`/admin/users/${id}/disable`, { reason: 'x' }, 'json')).status).toBe(200);
  });

  it('act on no administrator, and make none', async () => {
    const support = await product.signedIn({ roles: ['support'] });
    const [adminId, ownId] = [await idOf(admin), await idOf(support)];
    const posts: [string, object][] = [
      [`/admin/users/${adminId}/disable`, {}],
      [`/admin/users/${adminId}/grant`, { role: 'support' }],
      [`/admin/users/${adminId}/revoke`, { role: 'admin' }],
      [`/admin/users/${ownId}/grant`, { role: 'admin' }],
    ];
    for (const [path, fields] of posts) {
      const { status, json } = await support.post(path, { reason: 'x', ...fields }, 'json');
      expect([path, status, json['code']]).toEqual([path, 403, 'forbidden']);
    }
    expect((await admin.get(`/admin/users/${adminId}`, 'json')).json['account']).toMatchObject({
      state: 'active',
      roles: ['admin'],
    });
  });
});

describe('when an account was last seen', () => {
  it('is known after a login, to the hour, without another version of the account', async () => {
    const visitor = await product.signedIn();
    const id = await idOf(visitor);
    const seen = async () => (await admin.get(`/admin/users/${id}`, 'json')).json['account'] as Record<string, unknown>;
    const { version, lastSeenAt } = await seen();
    expect(lastSeenAt).toBeNull();
    await product.app.get(LastSeen).write();
    const { version: after, lastSeenAt: at } = await seen();
    expect(after).toBe(version);
    expect(Math.abs(Date.now() - Date.parse(at as string))).toBeLessThan(60_000);
    await visitor.get('/profile');
    await product.app.get(LastSeen).write();
    expect((await seen())['lastSeenAt']).toBe(at);
  });
});
