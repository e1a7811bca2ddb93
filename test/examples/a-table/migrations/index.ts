import { Migration20261129190000_tasks } from './Migration20261129190000_tasks.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261129190000_tasks,
];
