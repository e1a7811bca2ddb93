import { Migration20261130102000_mass_revocations } from './Migration20261130102000_mass_revocations.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130102000_mass_revocations,
];
