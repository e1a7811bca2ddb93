import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineEntity, p } from '@mikro-orm/core';
import { check, resolveConfig } from 'prettier';
import { afterAll, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { createMigration } from '../../src/database/create-migration.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-migration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** They make a statement that is longer than a line. */
const COLUMNS = Object.fromEntries(['colour', 'height', 'maker', 'room'].map((name) => [name, p.string().length(80)]));

it('writes of a new table its making and its end, and nothing of the tables that are there', async () => {
  const lamp = defineEntity({ name: 'Lamp', tableName: 'lamps', properties: { id: p.integer().primary(), ...COLUMNS } });
  const { entities, migrations } = await allFeatures();
  const file = await createMigration('lamps', folder, { entities: [...entities, lamp], migrations });
  const text = readFileSync(file ?? '', 'utf8');
  expect(await check(text, { ...(await resolveConfig('package.json')), parser: 'typescript' })).toBe(true);
  const statements = [...text.matchAll(/^ +(?:this\.addSql\()?`(.*)`/gm)].map(([, sql]) => sql);
  expect(statements).toEqual([
    expect.stringMatching(/^create table "lamps" \("id" serial primary key, .*\);$/),
    'drop table if exists "lamps" cascade;',
  ]);
  expect(readFileSync(join(folder, 'index.ts'), 'utf8')).toContain('_lamps,\n');
});
