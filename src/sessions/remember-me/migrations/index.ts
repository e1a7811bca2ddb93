import { Migration20261129000300_remember_series } from './Migration20261129000300_remember_series.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261129000300_remember_series,
];
