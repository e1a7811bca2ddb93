import type { EntityManager, Options } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import type { Features } from '../features/features.js';
import { SilentOrmLogger } from './silent-orm-logger.js';

/** These are the tables that modules bring, and their migrations. */
export type Schema = Pick<Features, 'entities' | 'migrations'>;

/** Returns what both drivers share. `contextOf` returns the unit of work of the present request, if there is one. */
export function ormOptions({ entities, migrations }: Schema, contextOf: () => EntityManager | undefined) {
  return {
    entities: [...entities],
    extensions: [Migrator],
    migrations: {
      migrationsList: [...migrations],
      path: 'migrations',
      emit: 'ts',
      // Every merge would meet in one snapshot file; a new migration is made by replaying the others instead.
      snapshot: false,
      // All migrations run in one transaction, so a failed deployment leaves the schema as it was.
      allOrNothing: true,
    },
    // A misspelt name is an error, not a wish for a new, empty database.
    ensureDatabase: false,
    // The queue of mails has tables of its own there (mail/queue/outbox-schema.ts), which are no entities.
    // Triggers are written by hand, in migrations: no entity says them, so a new migration must not drop them.
    schemaGenerator: { ignoreSchema: ['public_outbox'], ignoreTriggers: true },
    loggerFactory: () => new SilentOrmLogger(),
    context: contextOf,
  } satisfies Partial<Options>;
}
