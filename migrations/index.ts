import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import { Migration20261123005356_create_users } from './Migration20261123005356_create_users.js';
import { Migration20261123014320_sessions_in_sql } from './Migration20261123014320_sessions_in_sql.js';
import { Migration20261123035517_password_version } from './Migration20261123035517_password_version.js';

/** All migrations, oldest first. The database remembers the name: it never changes. */
export const migrations: readonly { name: string; class: Constructor<Migration> }[] = [
  { name: 'Migration20261123005356_create_users', class: Migration20261123005356_create_users },
  { name: 'Migration20261123014320_sessions_in_sql', class: Migration20261123014320_sessions_in_sql },
  { name: 'Migration20261123035517_password_version', class: Migration20261123035517_password_version },
];
