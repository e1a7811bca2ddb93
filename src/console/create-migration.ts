import { MikroORM } from '@mikro-orm/core';
import { PgliteDriver } from '@mikro-orm/pglite';
import { ormOptions } from '../database/orm-options.js';

// npm run migration:create -- <name>: the difference between the entities and the snapshot, as a
// migration to read, mend and add to migrations/index.ts. Needs no service.
const orm = await MikroORM.init({
  ...ormOptions(() => undefined, { snapshot: true }),
  driver: PgliteDriver,
  dbName: 'memory://',
});
const { fileName } = await orm.migrator.create(undefined, false, false, process.argv[2]);
process.stdout.write(fileName === '' ? 'Entities and snapshot agree: nothing to do.\n' : `migrations/${fileName}\n`);
await orm.close(true);
