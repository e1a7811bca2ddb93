/** Which tables of a migrated database refer to an account, and what a row of each says about a person. */

import { MikroORM } from '@mikro-orm/core';
import type { Product } from '../../support/product.js';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly length: number | null;
}

/** A table that refers to accounts: by a foreign key, or by a column that is called as if it did. */
export interface AccountTable {
  readonly name: string;
  /** The column that holds the account's id. */
  readonly key: string;
  readonly columns: readonly Column[];
}

const COLUMNS = `select c.table_name as "table", c.column_name as "name", c.data_type as "type", c.character_maximum_length as "length"
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`;

const REFERENCES = `select k.table_name as "table", k.column_name as "name" from information_schema.referential_constraints r
  join information_schema.key_column_usage k on k.constraint_name = r.constraint_name and k.constraint_schema = r.constraint_schema
  join information_schema.constraint_column_usage u on u.constraint_name = r.constraint_name and u.constraint_schema = r.constraint_schema
  where u.table_name = 'users' and k.constraint_schema = 'public'`;

/** Runs SQL in the product's own database. */
export function sql<Row extends object>({ app }: Product, text: string): Promise<Row[]> {
  return app.get(MikroORM).em.fork().getConnection().execute<Row[]>(text);
}

/** Every table that refers to accounts. */
export async function accountTables(product: Product): Promise<AccountTable[]> {
  const columns = await sql<Column>(product, COLUMNS);
  const references = await sql<{ table: string; name: string }>(product, REFERENCES);
  const isKey = ({ table, name }: Column) =>
    references.some((one) => one.table === table && one.name === name) || /^(user|account|owner|person|member)_id$/.test(name);
  return columns
    .filter(isKey)
    .map(({ table, name }) => ({ name: table, key: name, columns: columns.filter((column) => column.table === table) }));
}

/** What a table's row for the account holds, and how the export would show any of it. */
export interface Marks {
  readonly values: Readonly<Record<string, string>>;
  readonly shown: readonly string[];
}

/** Values for every column of a table that an export can be searched for. */
export function marksFor({ columns, key }: AccountTable, accountId: string, count: number): Marks {
  const year = 2_400 + count;
  const shown: string[] = [];
  const valueOf = ({ name, type, length }: Column): string => {
    if (name === key) return `'${accountId}'`;
    if (type === 'uuid') return `'00000000-0000-4000-8000-0000000${10_000 + count}'`;
    if (type.startsWith('timestamp') || type === 'date') return shownAs(`${year}-01-02T03:04:05.000Z`, `${year}-01-02`);
    if (/^(character varying|text|character)$/.test(type)) return shownAs(`m${count}${name}`.slice(0, length ?? undefined));
    if (type === 'smallint') return String(count);
    if (/int|numeric|double|real/.test(type)) return shownAs(String(1_900_000_000 + count));
    if (type === 'bytea') return shown.push(Buffer.from(`bytes ${count}`).toString('base64')), `convert_to('bytes ${count}', 'UTF8')`;
    if (type === 'boolean') return 'true';
    if (type === 'jsonb' || type === 'json') return `'[]'`;
    if (type === 'ARRAY') return `'{}'`;
    throw new Error(`no value for a column of type ${type}`);
  };
  // What is too short would be found by chance.
  const shownAs = (value: string, also = value) => (also.length > 5 && shown.push(also), `'${value}'`);
  return { values: Object.fromEntries(columns.map((column) => [column.name, valueOf(column)])), shown };
}

/** Puts such a row into the table. */
export async function insert(product: Product, { name }: AccountTable, { values }: Marks): Promise<void> {
  const names = Object.keys(values).map((column) => `"${column}"`);
  await sql(product, `insert into "${name}" (${names.join(', ')}) values (${Object.values(values).join(', ')})`);
}

/** Names of tables that hold something about the account and of which the export says nothing. */
export async function tablesNotExported(product: Product, accountId: string, ask: () => Promise<string>): Promise<string[]> {
  const tables = await accountTables(product);
  const marks = tables.map((table, count) => ({ table, marks: marksFor(table, accountId, count) }));
  for (const one of marks) await insert(product, one.table, one.marks);
  const text = await ask();
  return marks.filter((one) => !one.marks.shown.some((mark) => text.includes(mark))).map(({ table }) => table.name);
}
