import { Migration20261129000100_users } from './Migration20261129000100_users.js';
import { Migration20261129000200_revoked_sessions } from './Migration20261129000200_revoked_sessions.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261129000100_users,
  Migration20261129000200_revoked_sessions,
];
