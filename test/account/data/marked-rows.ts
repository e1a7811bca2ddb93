/** Rows about a person in every table that may name people, and whether the export shows any of them. */

import type { Type } from '@nestjs/common';
import type { Product } from '../../support/product.js';
import { type Column, IS_ADDRESS, IS_USERNAME, type PersonalTable, personalTables, sql } from './tables.js';

/** Whom a row is about. */
export interface Named {
  readonly id: string;
  readonly username: string;
  readonly email: string;
}

/** What a table's row for the account holds, and how the export would show any of it. */
export interface Marks {
  readonly values: Readonly<Record<string, string>>;
  readonly shown: readonly string[];
}

/** Values for every column of a table that an export can be searched for. A table without a key is found by its other columns. */
export function marksFor({ columns, key }: PersonalTable, { id, username, email }: Named, count: number): Marks {
  const year = 2_400 + count;
  const shown: string[] = [];
  const valueOf = ({ name, type, length }: Column): string => {
    if (name === key) return `'${id}'`;
    if (key === null && IS_USERNAME.test(name)) return `'${username}'`;
    if (key === null && IS_ADDRESS.test(name)) return `'${email}'`;
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
export async function insert(product: Product, { name }: PersonalTable, { values }: Marks): Promise<void> {
  const names = Object.keys(values).map((column) => `"${column}"`);
  await sql(product, `insert into "${name}" (${names.join(', ')}) values (${Object.values(values).join(', ')})`);
}

/** Names of tables that hold something about the account and of which the export says nothing. */
export async function tablesNotExported(
  product: Product,
  person: Named,
  ask: () => Promise<string>,
  team: readonly Type[] = [],
): Promise<string[]> {
  const tables = await personalTables(product, team);
  const marks = tables.map((table, count) => ({ table, marks: marksFor(table, person, count) }));
  for (const one of marks) await insert(product, one.table, one.marks);
  const text = await ask();
  return marks.filter((one) => !one.marks.shown.some((mark) => text.includes(mark))).map(({ table }) => table.name);
}
