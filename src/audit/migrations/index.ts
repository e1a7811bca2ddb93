import { Migration20261130040738_audit } from './Migration20261130040738_audit.js';
import { Migration20261130113000_audit_filters } from './Migration20261130113000_audit_filters.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130040738_audit,
  Migration20261130113000_audit_filters,
];
