import { Migration20261130102000_mass_revocations } from './Migration20261130102000_mass_revocations.js';
import { Migration20261130200000_revocation_counts } from './Migration20261130200000_revocation_counts.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130102000_mass_revocations,
  Migration20261130200000_revocation_counts,
];
