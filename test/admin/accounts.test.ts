import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EntityManager } from '@mikro-orm/core';
import { Product } from '../support/product.js';
import { routesOf } from '../support/observing.js';
import { FORMATS, type Person, register, someone, type Visitor } from '../support/visitor.js';

let product: Product;
let admin: Visitor;
let member: Visitor;
let memberId: string;

beforeAll(async () => {
  product = await Product.start({});
  admin = await product.signedIn({ role: 'admin' });
  member = await product.signedIn();
  memberId = (await member.get('/session', 'json')).json['user'].id as string;
});

afterAll(() => product.remove());

/** Registers somebody with this username or address. */
async function registered(fields: Partial<Person>): Promise<string> {
  const { json } = await register(product.visitor(), { ...someone(), ...fields });
  return json['user'].id as string;
}

async function namesFor(query: string): Promise<string[]> {
  const { status, json } = await admin.get(`/admin/users?${query}`, 'json');
  expect([query, status]).toEqual([query, 200]);
  return (json['accounts'] as { username: string }[]).map(({ username }) => username);
}

/** Changes rows without the product. */
async function sql(statement: string, values: unknown[] = []): Promise<void> {
  await product.app.get(EntityManager).fork().getConnection().execute(statement, values);
}

describe('every route of the administration', () => {
  const routes = () => routesOf(product).filter(([, path]) => path.startsWith('/admin'));

  it('is there', () => expect(routes().length).toBeGreaterThan(10));

  it.each(FORMATS)('is closed to guests and to members without a role (%s)', async (format) => {
    const accept = format === 'json' ? 'application/json' : 'text/html';
    for (const [method, pattern] of routes()) {
      const path = pattern.replace('/x', `/${memberId}`);
      const asked = { method, headers: { accept } };
      const guest = await product.visitor().send(path, asked);
      // What needs mail is not there where none can be sent, for nobody.
      if (guest.status === 404) continue;
      expect([method, path, guest.status]).toEqual([method, path, format === 'json' ? 401 : 303]);
      expect([method, path, (await member.send(path, asked)).status]).toEqual([method, path, 403]);
    }
  });
});

describe('the list of accounts', () => {
  it('finds by the beginning of a name or an address, whatever the case, and by id', async () => {
    const id = await registered({ username: 'Quentin.B', email: 'zacharias@example.org' });
    for (const q of ['quen', 'QUENTIN', 'zach', 'ZACHARIAS@EXAMPLE.org', id, id.slice(0, 23), ' quentin.b ']) {
      expect([q, await namesFor(`q=${encodeURIComponent(q)}`)]).toEqual([q, ['Quentin.B']]);
    }
    expect(await namesFor('q=uentin')).toEqual([]);
  });

  it('finds the display name of somebody whose letters have dots, whatever their case', async () => {
    const id = await registered({ username: 'umlaut', email: 'umlaut@example.org' });
    await sql(`update users set display_name = 'Özlem Çağ' where id = '${id}'`);
    expect(await namesFor(`q=${encodeURIComponent('Özl')}`)).toEqual(['umlaut']);
    expect(await namesFor(`q=${encodeURIComponent('ÖZLEM')}`)).toEqual(['umlaut']);
  });

  it('finds an address by its domain in another script', async () => {
    await registered({ username: 'idn', email: 'idn@bücher.example' });
    expect(await namesFor(`q=${encodeURIComponent('IDN@BÜCHER.example')}`)).toEqual(['idn']);
  });

  it.each(['%', '_', 'u%', '\\', "'; drop table users; --", '$1', '?', '%%%', "' or 1=1"])(
    'takes %s for nothing but letters',
    async (q) => expect(await namesFor(`q=${encodeURIComponent(q)}`)).toEqual([]),
  );

  it('filters by role, state, proof of the address and time', async () => {
    const [off, shut, proven] = [
      await registered({ username: 'filter.off' }),
      await registered({ username: 'filter.shut' }),
      await registered({ username: 'filter.proven' }),
    ];
    await sql(`update users set active = false where id = '${off}'`);
    await sql(`update users set delete_at = now() + interval '1 day', last_seen_at = '2020-05-05' where id = '${shut}'`);
    await sql(`update users set email_verified_at = now() where id = '${proven}'`);
    expect(await namesFor('q=filter&state=disabled')).toEqual(['filter.off']);
    expect(await namesFor('q=filter&state=closed')).toEqual(['filter.shut']);
    expect(await namesFor('q=filter&state=active')).toEqual(['filter.proven']);
    expect(await namesFor('q=filter&verified=yes')).toEqual(['filter.proven']);
    expect(await namesFor('q=filter&verified=no&sort=username')).toEqual(['filter.off', 'filter.shut']);
    expect(await namesFor('q=filter&seenAfter=2020-05-05&seenBefore=2020-05-06')).toEqual(['filter.shut']);
    expect(await namesFor('q=filter&secondFactor=yes')).toEqual([]);
    expect(await namesFor('role=admin')).toEqual([(await admin.get('/session', 'json')).json['user'].username]);
  });

  it.each([
    'state=gone',
    'sort=password',
    'after=xx',
    'after=WzFd',
    'verified=maybe',
    'q=a&q=b',
    'seenAfter=soon',
    'q=%00',
    'format=pdf',
    'format=jsonl',
    'format=csv&format=csv',
  ])('refuses a query of %s', async (query) => expect((await admin.get(`/admin/users?${query}`, 'json')).status).toBe(400));

  it('goes on behind the last account of a page, whoever comes meanwhile', async () => {
    await sql(`insert into users (id, username, username_key, email, password_hash, hash_tag, security_stamp, version, created_at)
      select gen_random_uuid(), 'paged' || n, 'paged' || n, 'paged' || n || '@example.org', '', 'paged' || n, '', 1,
        timestamptz '2001-01-01' + (n / 10) * interval '1 hour' from generate_series(100, 220) n`);
    for (const order of [
      'sort=created',
      'sort=created&direction=asc',
      'sort=username',
      'sort=username&direction=desc',
      'sort=last-seen',
    ]) {
      const seen: string[] = [];
      for (let after: string | null = ''; after !== null;) {
        const { json } = await admin.get(`/admin/users?q=paged&${order}${after && `&after=${after}`}`, 'json');
        const { accounts, next } = json as { accounts: { username: string }[]; next: string | null };
        seen.push(...accounts.map(({ username }) => username));
        await sql(`update users set delete_at = null where username_key = 'paged100'`);
        after = next;
      }
      expect([order, seen.length, new Set(seen).size]).toEqual([order, 121, 121]);
    }
  });

  it.each([
    ['', 'createdAt', -1],
    ['sort=created&direction=asc', 'createdAt', 1],
    ['sort=username', 'username', 1],
    ['sort=username&direction=desc', 'username', -1],
    ['sort=last-seen', 'lastSeenAt', -1],
    ['sort=last-seen&direction=asc', 'lastSeenAt', 1],
  ] as const)('is in the order that was asked for (%s), on the pages as in the file', async (order, field, sense) => {
    await sql(`insert into users (id, username, username_key, email, password_hash, hash_tag, security_stamp, version, created_at, last_seen_at)
      select gen_random_uuid(), 'ordered' || n, 'ordered' || n, 'ordered' || n || '@example.org', '', 'ordered' || n, '', 1,
        timestamptz '2001-01-01' + (n * 37 % 60) * interval '1 day', timestamptz '2002-01-01' + (n * 23 % 60) * interval '1 day'
        from generate_series(100, 159) n on conflict do nothing`);
    const rows: Record<string, string>[] = [];
    const sizes: number[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { json } = await admin.get(`/admin/users?q=ordered&${order}${after && `&after=${after}`}`, 'json');
      const { accounts, next } = json as { accounts: Record<string, string>[]; next: string | null };
      rows.push(...accounts);
      sizes.push(accounts.length);
      after = next;
    }
    expect(sizes).toEqual([50, 10]);
    const values = rows.map((row) => row[field] ?? '');
    expect(new Set(values).size).toBe(60);
    expect(values).toEqual(values.toSorted((one, other) => (one < other ? -sense : sense)));
    const { text } = await admin.get(`/admin/users?q=ordered&${order}&format=csv`);
    const names = text.trimEnd().split('\r\n').slice(1).map((line) => line.split(',')[1]); // prettier-ignore
    expect(names).toEqual(rows.map(({ username }) => `"${username}"`));
  });

  it('is a file of all accounts of the filter, in which nothing is a formula', async () => {
    const id = await registered({ username: 'csv.first' });
    await sql(`update users set display_name = '=cmd()"' where id = '${id}'`);
    const { status, headers, text } = await admin.get('/admin/users?q=csv.&format=csv');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const [names, first, ...more] = text.split('\r\n');
    expect(names).toContain('"id","username"');
    expect(first).toContain(`"'=cmd()"""`);
    expect(more).toEqual(['']);
  });

  it('is a page with a form that keeps what was typed', async () => {
    const { status, text } = await admin.get('/admin/users?q=csv.&state=active');
    expect(status).toBe(200);
    expect(text).toContain('value="csv."');
    expect(text).toMatch(/<option value="active" selected/);
    expect(text).toContain('csv.first');
  });
});

describe('one account', () => {
  it('is shown with its sessions, factors and history, and without a secret', async () => {
    const { status, json, text } = await admin.get(`/admin/users/${memberId}`, 'json');
    expect(status).toBe(200);
    expect(json).toMatchObject({ account: { id: memberId, state: 'active', roles: [] }, factors: { codes: false } });
    expect(json['sessions']).toHaveLength(1);
    expect((json['history'] as { event: string }[]).map(({ event }) => event)).toContain('logged-in');
    const [row] = await product.app
      .get(EntityManager)
      .fork()
      .getConnection()
      .execute<{ secrets: string }[]>(
        `select concat_ws(' ', hash_tag, security_stamp, password_hash) as secrets from users where id = '${memberId}'`,
      );
    for (const secret of (row?.secrets ?? '').split(' ')) expect(text).not.toContain(secret);
    expect(row?.secrets.split(' ')).toHaveLength(3);
    expect((await admin.get(`/admin/users/${memberId}`)).text).toContain('Log out everywhere');
  });

  it.each(['nobody', '00000000-0000-7000-8000-000000000000'])('%s is not there', async (id) => {
    expect((await admin.get(`/admin/users/${id}`)).status).toBe(404);
    expect((await admin.post(`/admin/users/${id}/disable`, { reason: 'x' }, 'json')).status).toBe(404);
  });
});
