import { Migration20261130004000_pictures } from './Migration20261130004000_pictures.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130004000_pictures,
];
