import { defineEntity, EntitySchema, MikroORM, p } from '@mikro-orm/core';
import { PgliteDriver } from '@mikro-orm/pglite';
import { afterAll, describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { ormOptions } from '../../src/database/orm-options.js';

const orms: MikroORM[] = [];

async function migrated(...extra: EntitySchema[]): Promise<MikroORM> {
  const { entities, migrations } = await allFeatures();
  const options = ormOptions({ entities: [...entities, ...extra], migrations }, () => undefined);
  const orm = await MikroORM.init({ ...options, driver: PgliteDriver, dbName: 'memory://' });
  orms.push(orm);
  await orm.migrator.up();
  return orm;
}

afterAll(() => Promise.all(orms.map((orm) => orm.close(true))));

describe('entities and migrations', () => {
  it('agree: the migrations make exactly the tables of the entities, and take them away again', async () => {
    const orm = await migrated();
    expect((await orm.schema.getUpdateSchemaSQL({ wrap: false })).trim()).toBe('');
    await orm.migrator.down({ to: 0 });
    const tables = await orm.em.getConnection().execute(`select tablename from pg_tables where schemaname = 'public'`);
    expect(tables).toEqual([{ tablename: 'mikro_orm_migrations' }]);
  });

  it('are seen to disagree when an entity has drifted away', async () => {
    const drifted = defineEntity({ name: 'Drifted', properties: { id: p.integer().primary() } });
    expect(await (await migrated(drifted)).migrator.checkSchema()).toBe(true);
  });
});
