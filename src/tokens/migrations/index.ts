import { Migration20261130000200_tokens } from './Migration20261130000200_tokens.js';
import { Migration20261130003200_token_addresses } from './Migration20261130003200_token_addresses.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261130000200_tokens,
  Migration20261130003200_token_addresses,
];
