import { Migration20261130001000_outbox } from './Migration20261130001000_outbox.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130001000_outbox,
];
