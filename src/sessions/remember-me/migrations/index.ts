import { Migration20261129000300_remember_series } from './Migration20261129000300_remember_series.js';
import { Migration20261130100200_series_second_step } from './Migration20261130100200_series_second_step.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261129000300_remember_series,
  Migration20261130100200_series_second_step,
];
