import { Migration20261130003300_email_changes } from './Migration20261130003300_email_changes.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130003300_email_changes,
];
