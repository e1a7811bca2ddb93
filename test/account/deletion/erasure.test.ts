import { type EntityManager, MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Outbox } from '../../../src/mail/outbox.js';
import { AccountRemoval } from '../../../src/users/removal/account-removal.js';
import { PrincipalExtras } from '../../../src/users/principal/principal-extras.js';
import { PrincipalsService } from '../../../src/users/principal/principals.service.js';
import { User } from '../../../src/users/user.entity.js';
import { Global, Module } from '@nestjs/common';
import { seal, verdict } from '../../audit/auditing.js';
import { dumpOfRedis, dumpOfSql } from '../../support/dump.js';
import { later, Product } from '../../support/product.js';
import { logIn, type Person, register, signIn, someone, type Visitor } from '../../support/visitor.js';
import { insert, marksFor } from '../data/marked-rows.js';
import { accountTables, personalTables, sql } from '../data/tables.js';
import { close, end, stored, sweep } from './ending.js';

const NEW_PASSWORD = 'a quiet lamp above seven stairs';
const DISPLAY_NAME = 'Wilhelmina von der Aue';

/** What a team adds to a principal, which the cache keeps. */
class NamedExtras extends PrincipalExtras {
  async load(accountId: string, em: EntityManager) {
    const { displayName } = await em.findOneOrFail(User, { id: accountId });
    return { nickname: displayName.split(' ', 1).join() };
  }
}

@Global()
@Module({ providers: [{ provide: PrincipalExtras, useClass: NamedExtras }], exports: [PrincipalExtras] })
class ExtrasModule {}

/** How an account can end. */
const ENDS: [string, (product: Product, person: Person, visitor: Visitor) => Promise<unknown>][] = [
  [
    'after its grace',
    async (product, person, visitor) => {
      await close(visitor, person);
      later(15 * 86_400_000);
      await sweep(product);
    },
  ],
  [
    'by the operator',
    async (product, person) => {
      const { id = '' } = (await stored(product, person)) ?? {};
      await product.app.get(AccountRemoval).remove(id, { reason: 'operator', username: 'reserved' });
    },
  ],
];

let product: Product;
let lines: string;

beforeAll(async () => {
  lines = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((lines += String(text)), true));
  // Nobody takes mails there, so all of them wait.
  const mail = { MAIL_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'Shop <no-reply@example.org>' };
  product = await Product.start({ LOG_LEVEL: 'debug', ...mail }, [ExtrasModule]);
});

afterAll(async () => {
  vi.restoreAllMocks();
  await product.remove();
});

const waitingFor = (accountId: string) => product.app.get(Outbox).waitingFor(accountId);

const dump = async (): Promise<string> => JSON.stringify([await dumpOfSql(product), await dumpOfRedis(product)]);

describe.each(ENDS)('an account that is gone %s', (_end, ending) => {
  it('is named by no table, no key and no line of the log', async () => {
    const person = { ...someone() };
    const { json } = await register(product.visitor(), person);
    const id = json['user'].id as string;
    await sql(product, `update users set display_name = '${DISPLAY_NAME}' where id = '${id}'`);
    const [phone, desk] = [product.visitor({ 'user-agent': 'a phone that only they have' }), product.visitor()];
    await logIn(phone, person, 'json', { remember: true });
    await logIn(desk, { ...person, password: 'wrong' });
    await logIn(desk, person);
    await phone.get('/profile');
    // A session of the password before, whose record the index of the account does not name any more.
    const again = { currentPassword: person.password, password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD };
    await logIn(product.visitor({ 'user-agent': 'a tablet that only they have' }), person);
    expect((await desk.post('/settings/password', again, 'json')).status).toBe(200);
    person.password = NEW_PASSWORD;
    await logIn(phone, person, 'json', { remember: true });
    const tables = await personalTables(product);
    const marks = tables.map((table, count) => ({ table, marks: marksFor(table, { id, ...person }, 40 + count) }));
    for (const one of marks) await insert(product, one.table, one.marks);
    await product.visitor().post('/forgot-password', { email: person.email });
    const stranger = product.visitor();
    await signIn(stranger);
    expect((await stranger.post('/settings/email', { email: person.email }, 'json')).status).toBe(202);
    await vi.waitFor(async () => expect(await waitingFor(id)).not.toEqual([]), { timeout: 20_000 });
    const before = await dump();
    for (const name of [person.username, person.email, DISPLAY_NAME, 'a phone that only they have', 'Wilhelmina']) {
      expect(before).toContain(name);
    }

    lines = '';
    await ending(product, person, desk);
    vi.useRealTimers();
    expect(await stored(product, person)).toBeNull();
    const after = await dump();
    for (const name of [
      'a tablet that only they have',
      person.username,
      person.email,
      DISPLAY_NAME,
      'a phone that only they have',
      'Wilhelmina',
    ]) {
      expect(after).not.toContain(name);
      expect(lines).not.toContain(name);
    }
    for (const { key, name } of await accountTables(product)) {
      expect([name, await sql(product, `select 1 from "${name}" where "${key}" = '${id}'`)]).toEqual([name, []]);
    }
    expect(await waitingFor(id)).toEqual([]);
    await seal(product);
    expect(await verdict(product)).toBe('holds');
    expect(JSON.stringify(await dumpOfSql(product))).not.toContain(id);
    expect(lines).toContain('user-deleted');
    // Whatever a cache has kept, nobody is served as that account any more.
    const principal = await product.app.get(PrincipalsService).read(id);
    expect([principal, await product.app.get(MikroORM).em.fork().count(User, { id })]).toEqual([null, 0]);
    expect((await phone.get('/dashboard', 'json')).status).toBe(401);
    expect((await end(desk, person)).status).toBe(401);
  });
});
