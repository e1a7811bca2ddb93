import { Migration20261130100000_second_factors } from './Migration20261130100000_second_factors.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130100000_second_factors,
];
