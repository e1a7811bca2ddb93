import { randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Feature } from '../../../src/features/feature.js';
import { MassRevocations } from '../../../src/sessions/revocations/mass-revocations.service.js';
import { User } from '../../../src/users/user.entity.js';
import { documentedRows } from '../../support/observing.js';
import { Product } from '../../support/product.js';
import { signIn, type Visitor } from '../../support/visitor.js';
import { type Named, tablesNotExported } from './marked-rows.js';
import { columnsOf, personalTables } from './tables.js';

const id = p
  .uuid()
  .primary()
  .onCreate(() => randomUUIDv7());

/** A new table of ours, whose rows name an account without a foreign key. */
const favourites = defineEntity({ name: 'Favourite', tableName: 'favourites', properties: { id, userId: p.uuid(), text: p.text() } });

/** Another, which names people by what they are called, in a column that does not say so. */
const guestbook = defineEntity({ name: 'Entry', tableName: 'guestbook', properties: { id, visitor: p.string().length(20) } });

/** A team's table, as somebody writes it who has not read of exports. */
const letters = defineEntity({
  name: 'Letter',
  tableName: 'letters',
  properties: { id, writer: () => p.manyToOne(User).mapToPk(), text: p.text() },
});

/** A team's table with names of accounts. */
const invitations = defineEntity({
  name: 'Invitation',
  tableName: 'invitations',
  properties: { id, username: p.string().length(20), text: p.text() },
});

/** A team's table that names nobody. */
const goods = defineEntity({ name: 'Goods', tableName: 'goods', properties: { id, title: p.text() } });

class Migration20261130990000_sketches extends Migration {
  override up(): void {
    for (const columns of [
      `"favourites" ("id" uuid not null, "user_id" uuid not null, "text" text not null, primary key ("id"))`,
      `"guestbook" ("id" uuid not null, "visitor" varchar(20) not null, primary key ("id"))`,
      `"letters" ("id" uuid not null, "writer_id" uuid not null references "users" ("id"), "text" text not null, primary key ("id"))`,
      `"invitations" ("id" uuid not null, "username" varchar(20) not null, "text" text not null, primary key ("id"))`,
      `"goods" ("id" uuid not null, "title" text not null, primary key ("id"))`,
    ]) {
      this.addSql(`create table ${columns};`);
    }
  }
}

@Module({})
@Feature({ entities: [favourites, guestbook], migrations: [Migration20261130990000_sketches] })
class OurNewModule {}

@Module({})
@Feature({ entities: [letters, invitations, goods] })
class ForgetfulTeamModule {}

/** Columns of an account's row that the export does not name, each with why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  username_key: 'the username in lower case',
  password_hash: 'opens something',
  password_version: 'counts changes',
  hash_tag: 'begins the ids of sessions',
  security_stamp: 'opens something together with a signing key',
  version: 'counts changes',
  picture_version: 'the address of the picture, which the export holds itself',
  has_second_factor: 'what is set up is named one by one',
};

const MAIL_AWAY = { MAIL_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'Shop <no-reply@example.org>' };

let product: Product;

beforeAll(async () => {
  product = await Product.start({ MIGRATE_ON_START: 'true' });
});

afterAll(() => product.remove());

async function signInAs(visitor: Visitor): Promise<Named> {
  const person = await signIn(visitor);
  return { ...person, id: (await visitor.get('/session', 'json')).json['user'].id as string };
}

it('leaves out no table that may name people', async () => {
  const visitor = product.visitor();
  const person = await signInAs(visitor);
  const names = (await personalTables(product)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['pending_registrations', 'pictures', 'tokens', 'trusted_devices']));
  expect(await tablesNotExported(product, person, async () => (await visitor.get('/settings/export')).text)).toEqual([]);
});

it('would be found to leave out any new table of ours, and those of a team that name people', async () => {
  const forgetful = await Product.start({ MIGRATE_ON_START: 'true' }, [OurNewModule, ForgetfulTeamModule]);
  const visitor = forgetful.visitor();
  const person = await signInAs(visitor);
  const ask = async () => (await visitor.get('/settings/export')).text;
  const found = await tablesNotExported(forgetful, person, ask, [ForgetfulTeamModule]);
  await forgetful.remove();
  expect(found.toSorted()).toEqual(['favourites', 'guestbook', 'invitations', 'letters']);
});

it('names each column of the account itself, or there is a reason why not', async () => {
  const visitor = product.visitor();
  await signIn(visitor);
  const { json } = await visitor.get('/settings/export', 'json');
  const shown = Object.keys({ ...json['account'], ...json['profile'] });
  const known = [...shown.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)), ...Object.keys(LEFT_OUT)];
  expect(known.toSorted()).toEqual((await columnsOf(product, 'users')).toSorted());
});

it('has the parts that docs/account-data.md names, and no other', async () => {
  const visitor = product.visitor();
  await signIn(visitor);
  const { exportedAt, ...parts } = (await visitor.get('/settings/export', 'json')).json;
  const named = documentedRows('docs/account-data.md', 'part').flatMap(({ key }) => key.split(', '));
  expect(exportedAt).toMatch(/Z$/);
  expect(named.toSorted()).toEqual(Object.keys(parts).toSorted());
});

it('has the mails that wait', async () => {
  const away = await Product.start(MAIL_AWAY);
  const visitor = away.visitor();
  await signIn(visitor);
  const { json } = await visitor.get('/settings/export', 'json');
  await away.remove();
  expect(json['waitingMails']).toEqual([expect.objectContaining({ kind: 'verify-email' })]);
});

it('has the mass revocations that name the person, and those that the person has made', async () => {
  const visitor = product.visitor();
  const person = await signInAs(visitor);
  const revocations = product.app.get(MassRevocations);
  const before = '2001-01-01T00:00:00.000Z';
  await revocations.create({ before, users: [person.id], reason: 'it names them' }, 'operator');
  await revocations.create({ before, network: '192.0.2.1', reason: 'they made it' }, person.id);
  await revocations.create({ before, network: '192.0.2.2', reason: 'of others' }, 'operator');
  const { json } = await visitor.get('/settings/export', 'json');
  const made = (json['massRevocations'] as { reason: string; madeByYou: boolean }[]).map(({ reason, madeByYou }) => [reason, madeByYou]);
  expect(made.toSorted()).toEqual([
    ['it names them', false],
    ['they made it', true],
  ]);
});
