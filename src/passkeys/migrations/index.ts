import { Migration20261130101000_passkeys } from './Migration20261130101000_passkeys.js';
import { Migration20261130103000_discoverable_passkeys } from './Migration20261130103000_discoverable_passkeys.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130101000_passkeys,
  Migration20261130103000_discoverable_passkeys,
];
