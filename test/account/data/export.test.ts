import type { EntityManager } from '@mikro-orm/core';
import { Injectable, Module, Scope } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountData } from '../../../src/users/data/account-data.js';
import { later, Product } from '../../support/product.js';
import { FORMATS, logIn, signIn, type Visitor } from '../../support/visitor.js';
import { sql } from './tables.js';

@Injectable()
class ShoppingData extends AccountData {
  async export(accountId: string) {
    return { orders: [`the orders of ${accountId}`], sessions: 'of the shop' };
  }

  async erase() {}
}

@Injectable()
class ListData extends AccountData {
  async export() {
    return ['only a list'];
  }

  async erase(_accountId: string, _em: EntityManager) {}
}

@Module({ providers: [ShoppingData, { provide: 'another name', useExisting: ShoppingData }] })
class ShopModule {}

@Module({ providers: [ListData] })
class ListModule {}

const idOf = async (visitor: Visitor): Promise<string> => (await visitor.get('/session', 'json')).json['user'].id as string;

let product: Product;

beforeAll(async () => {
  product = await Product.start({ MIGRATE_ON_START: 'true' }, [ShopModule, ListModule]);
});

afterAll(() => product.remove());

describe.each(FORMATS)('the export (%s)', (format) => {
  it('is a file of JSON that no cache keeps, with account, profile, sessions and remembered devices', async () => {
    const phone = product.visitor({ 'user-agent': 'the phone' });
    const person = await signIn(phone);
    await logIn(product.visitor({ 'user-agent': 'the desk' }), person, 'json', { remember: true });
    const { status, headers, json } = await phone.get('/settings/export', format);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="account.json"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(json['account']).toMatchObject({ id: await idOf(phone), username: person.username, email: person.email, active: true });
    expect(json['profile']).toEqual({ displayName: '', theme: 'system' });
    const agents = (json['sessions'] as { userAgent: string }[]).map(({ userAgent }) => userAgent);
    expect(new Set(agents)).toEqual(new Set(['the phone', 'the desk']));
    expect(json['rememberedDevices']).toEqual([expect.objectContaining({ userAgent: 'the desk' })]);
  });

  it('has what the modules of a team add, each once, and loses nothing where two name a part alike', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const { json } = await visitor.get('/settings/export', format);
    expect(json['orders']).toEqual([`the orders of ${await idOf(visitor)}`]);
    expect([json['sessions'], json['sessions 2']]).toEqual([[expect.any(Object)], 'of the shop']);
    expect(json['ListData']).toEqual(['only a list']);
    expect(Object.keys(json).filter((name) => name.startsWith('orders'))).toEqual(['orders']);
  });

  it('asks for a login, and for a fresh one', async () => {
    const guest = await product.visitor().get('/settings/export', format);
    const visitor = product.visitor();
    await signIn(visitor);
    later(16 * 60_000);
    const old = await visitor.get('/settings/export', format);
    const json = [401, 'login_required', 403, 'fresh_login_required'];
    const html = [303, undefined, 303, undefined];
    expect([guest.status, guest.json['code'], old.status, old.json['code']]).toEqual(format === 'json' ? json : html);
    expect(old.headers.get('location')).toBe(format === 'json' ? null : '/confirm?next=%2Fsettings%2Fexport');
  });
});

describe('what the export says', () => {
  it('holds no hash, no stamp, no hash tag and no cookie', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    await logIn(visitor, person, 'json', { remember: true });
    const { text } = await visitor.get('/settings/export', 'json');
    const [row] = await sql<Record<string, string>>(product, `select * from users where username = '${person.username}'`);
    const series = await sql<Record<string, string>>(product, `select * from remember_series where user_id = '${row?.['id']}'`);
    const secrets = [row?.['password_hash'], row?.['security_stamp'], row?.['hash_tag'], series[0]?.['selector'], series[0]?.['validator_hash']];
    for (const secret of [...secrets, ...visitor.cookies.values(), person.password]) {
      expect(secret).toMatch(/./);
      expect(text).not.toContain(secret);
    }
  });

  it('is of this account only', async () => {
    const [one, other] = [product.visitor(), product.visitor()];
    const [, neighbour] = [await signIn(one), await signIn(other)];
    const { text } = await one.get('/settings/export', 'json');
    expect(text).not.toContain(neighbour.username);
    expect(text).not.toContain(await idOf(other));
  });
});

it('a provider that is made anew for each request stops the start', async () => {
  @Injectable({ scope: Scope.REQUEST })
  class RequestData extends ListData {}

  @Module({ providers: [RequestData] })
  class RequestModule {}

  await expect(Product.start({}, [RequestModule])).rejects.toThrow('an AccountData must not be request-scoped');
});
