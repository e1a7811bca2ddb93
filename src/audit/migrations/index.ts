import { Migration20261130040738_audit } from './Migration20261130040738_audit.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130040738_audit,
];
