import { Migration20261129000100_users } from './Migration20261129000100_users.js';
import { Migration20261129000200_revoked_sessions } from './Migration20261129000200_revoked_sessions.js';
import { Migration20261130000100_account_life } from './Migration20261130000100_account_life.js';
import { Migration20261130003100_former_emails } from './Migration20261130003100_former_emails.js';
import { Migration20261130005100_reserved_usernames } from './Migration20261130005100_reserved_usernames.js';
import { Migration20261130008100_roles } from './Migration20261130008100_roles.js';
import { Migration20261130100100_login_wishes } from './Migration20261130100100_login_wishes.js';
import { Migration20261130110000_finding_accounts } from './Migration20261130110000_finding_accounts.js';
import { Migration20261130140000_second_factor_known } from './Migration20261130140000_second_factor_known.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  Migration20261129000100_users,
  Migration20261129000200_revoked_sessions,
  Migration20261130000100_account_life,
  Migration20261130003100_former_emails,
  Migration20261130005100_reserved_usernames,
  Migration20261130008100_roles,
  Migration20261130100100_login_wishes,
  Migration20261130110000_finding_accounts,
  Migration20261130140000_second_factor_known,
];
