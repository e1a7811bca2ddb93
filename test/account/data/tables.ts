/** Which tables of a migrated database name people. */

import { EntitySchema, MikroORM } from '@mikro-orm/core';
import type { Type } from '@nestjs/common';
import { partsOf } from '../../../src/features/feature.js';
import { modulesIn } from '../../../src/features/modules-in.js';
import type { Product } from '../../support/product.js';

export interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly length: number | null;
}

/** A table that may name people. */
export interface PersonalTable {
  readonly name: string;
  /** The column that holds the account's id: by a foreign key, or because it is called so. Null where none does. */
  readonly key: string | null;
  readonly columns: readonly Column[];
}

/** A table that refers to accounts. */
export interface AccountTable extends PersonalTable {
  readonly key: string;
}

/**
 * Tables of the product that no row with marks can be put into, or that name nobody. Each says why. A new table of the
 * product that names nobody is added here; one that names people is given out by an AccountData (docs/account-data.md).
 */
const OTHER_TABLES: Readonly<Record<string, string>> = {
  users: 'each of its columns is asked for in completeness.test.ts',
  mass_revocations: 'a case of its own in completeness.test.ts: a row with marks would end the session that asks',
  audit_events: 'names pseudonyms; test/audit/history.test.ts asks for the history in the export',
  audit_subjects: 'leads from the account to its pseudonym, which nobody may learn while the account is there',
  audit_seals: 'hashes over many rows',
  audit_state: 'the end of the chain of seals',
  reserved_usernames: 'a keyed hash of the name of an account that is gone, or of a sign-up',
  mikro_orm_migrations: 'names of migrations',
};

/** The tables of waiting mails are in a schema of their own; a case of completeness.test.ts asks for mails that wait. */
const COLUMNS = `select c.table_name as "table", c.column_name as "name", c.data_type as "type", c.character_maximum_length as "length"
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema not in ('pg_catalog', 'information_schema') and c.table_schema not like '%\\_outbox' and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`;

const REFERENCES = `select k.table_name as "table", k.column_name as "name" from information_schema.referential_constraints r
  join information_schema.key_column_usage k on k.constraint_name = r.constraint_name and k.constraint_schema = r.constraint_schema
  join information_schema.constraint_column_usage u on u.constraint_name = r.constraint_name and u.constraint_schema = r.constraint_schema
  where u.table_name = 'users' and k.constraint_schema = 'public'`;

const IS_KEY = /^(user|account|owner|person|member|author)(_id)?$/;
export const IS_USERNAME = /^user_?name(_key)?$/;
export const IS_ADDRESS = /^e_?mail(_address)?$/;

/** Runs SQL in the product's own database. */
export function sql<Row extends object>({ app }: Product, text: string): Promise<Row[]> {
  return app.get(MikroORM).em.fork().getConnection().execute<Row[]>(text);
}

/** The columns of one table. */
export async function columnsOf(product: Product, table: string): Promise<string[]> {
  return (await sql<Column>(product, COLUMNS)).filter((column) => column.table === table).map(({ name }) => name);
}

/**
 * Every table of the product that is not listed above, whether or not a person is to be seen in its columns: somebody who
 * adds one has to say which. Of tables of a team those that refer to accounts, or have a column for a name or an address.
 */
export async function personalTables(product: Product, team: readonly Type[] = []): Promise<PersonalTable[]> {
  const columns = await sql<Column>(product, COLUMNS);
  const references = await sql<{ table: string; name: string }>(product, REFERENCES);
  const isKey = ({ table, name, type }: Column) =>
    references.some((one) => one.table === table && one.name === name) || (IS_KEY.test(name) && type === 'uuid');
  const ofTeam = await tablesOfTeam(product, team);
  return [...new Set(columns.map(({ table }) => table))]
    .filter((name) => !Object.hasOwn(OTHER_TABLES, name))
    .map((name) => ({ name, columns: columns.filter(({ table }) => table === name) }))
    .map((table) => ({ ...table, key: table.columns.find(isKey)?.name ?? null }))
    .filter(({ name, key, columns: own }) => !ofTeam.has(name) || key !== null || own.some(({ name: called }) => isOfPerson(called)));
}

const isOfPerson = (column: string): boolean => IS_USERNAME.test(column) || IS_ADDRESS.test(column);

/** Every table that refers to accounts. */
export async function accountTables(product: Product): Promise<AccountTable[]> {
  return (await personalTables(product)).filter((table): table is AccountTable => table.key !== null);
}

async function tablesOfTeam({ app }: Product, team: readonly Type[]): Promise<ReadonlySet<string>> {
  const entities = (await modulesIn(team)).modules.flatMap((module) => partsOf(module)?.entities ?? []);
  const names = new Set(entities.map((entity) => (EntitySchema.is(entity) ? entity.meta.className : (entity as Type).name)));
  const known = [...app.get(MikroORM).getMetadata().getAll().values()];
  return new Set(known.filter(({ className }) => names.has(className)).map(({ tableName }) => tableName));
}
