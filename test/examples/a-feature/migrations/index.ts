import { Migration20261129180000_notes } from './Migration20261129180000_notes.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261129180000_notes,
];
