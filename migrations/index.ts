import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import { Migration20261129000100_users } from './Migration20261129000100_users.js';
import { Migration20261129000200_sessions } from './Migration20261129000200_sessions.js';

/** All migrations, oldest first. The database remembers the name: it never changes. */
export const migrations: readonly { name: string; class: Constructor<Migration> }[] = [
  { name: 'Migration20261129000100_users', class: Migration20261129000100_users },
  { name: 'Migration20261129000200_sessions', class: Migration20261129000200_sessions },
];
