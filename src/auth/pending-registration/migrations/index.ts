import { Migration20261130006100_pending_registrations } from './Migration20261130006100_pending_registrations.js';
import { Migration20261130210000_disowned_registrations } from './Migration20261130210000_disowned_registrations.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130006100_pending_registrations,
  Migration20261130210000_disowned_registrations,
];
