import { Migration20261130190000_letters } from './Migration20261130190000_letters.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130190000_letters,
];
