import type { EntityManager, Options } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { migrations } from '../../migrations/index.js';
import { entities } from '../entities.js';
import { SilentOrmLogger } from './silent-orm-logger.js';

/** What both drivers share. `contextOf` gives the unit of work of the present request, if there is one. */
export function ormOptions(contextOf: () => EntityManager | undefined, { snapshot } = { snapshot: false }) {
  return {
    entities,
    extensions: [Migrator],
    migrations: {
      migrationsList: [...migrations],
      path: 'migrations',
      emit: 'ts',
      // Written when a migration is made, never when one runs: an image has no place for it.
      snapshot,
      snapshotName: 'schema',
      // One transaction for all: a failed deployment leaves the schema as it was.
      allOrNothing: true,
    },
    // A misspelt name is an error, not a wish for a new, empty database.
    ensureDatabase: false,
    loggerFactory: () => new SilentOrmLogger(),
    context: contextOf,
  } satisfies Partial<Options>;
}
