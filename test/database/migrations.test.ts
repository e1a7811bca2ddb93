import { defineEntity, EntitySchema, MikroORM, p } from '@mikro-orm/core';
import { PgliteDriver } from '@mikro-orm/pglite';
import { afterAll, describe, expect, it } from 'vitest';
import { ormOptions } from '../../src/database/orm-options.js';

const orms: MikroORM[] = [];

async function open(snapshot: boolean, ...extra: EntitySchema[]): Promise<MikroORM> {
  const options = ormOptions(() => undefined, { snapshot });
  const orm = await MikroORM.init({
    ...options,
    entities: [...options.entities, ...extra],
    driver: PgliteDriver,
    dbName: 'memory://',
  });
  orms.push(orm);
  return orm;
}

afterAll(() => Promise.all(orms.map((orm) => orm.close(true))));

describe('entities, migrations and snapshot', () => {
  it('agree: nothing is missing from the snapshot', async () => {
    expect(await (await open(true)).migrator.checkSchema()).toBe(false);
  });

  it('agree: the migrations make exactly the tables of the entities, and take them away again', async () => {
    const orm = await open(false);
    await orm.migrator.up();
    expect((await orm.schema.getUpdateSchemaSQL({ wrap: false })).trim()).toBe('');
    await orm.migrator.down({ to: 0 });
    const tables = await orm.em.getConnection().execute(`select tablename from pg_tables where schemaname = 'public'`);
    expect(tables).toEqual([{ tablename: 'mikro_orm_migrations' }]);
  });

  it('are seen to disagree when an entity has drifted away', async () => {
    const drifted = defineEntity({ name: 'Drifted', properties: { id: p.integer().primary() } });
    expect(await (await open(true, drifted)).migrator.checkSchema()).toBe(true);
  });
});
