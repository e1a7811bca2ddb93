import { Migration } from '@mikro-orm/migrations';

/** Administrators find accounts among a million: what src/admin/users/found-accounts.ts asks is served by these. */
export class Migration20261130110000_finding_accounts extends Migration {
  override name = 'Migration20261130110000_finding_accounts';

  override up(): void | Promise<void> {
    // A default that is no function is a fact of the table: no row of a million is written anew.
    this.addSql(`alter table "users" add column "last_seen_at" timestamptz not null default '1970-01-01 00:00:00+00';`);
    this.addSql(`create index "users_created_at_index" on "users" ("created_at", "id");`);
    this.addSql(`create index "users_last_seen_at_index" on "users" ("last_seen_at", "id");`);
    // Bytes have an order that serves for beginnings too, whatever the collation of the database is.
    this.addSql(`create index "users_username_prefix_index" on "users" (username_key collate "C");`);
    this.addSql(`create index "users_email_prefix_index" on "users" (email collate "C");`);
    // It has everybody, because of a part of the table the planner knows nothing of it.
    this.addSql(`create index "users_display_name_prefix_index" on "users" (lower(display_name) collate "C");`);
    // Of a million accounts few are what these say, or nearly all: then the order above finds a page at once.
    this.addSql(`create index "users_disabled_index" on "users" ("created_at", "id") where not active;`);
    this.addSql(`create index "users_unverified_index" on "users" ("created_at", "id") where email_verified_at is null;`);
    this.addSql(`create index "users_verified_index" on "users" ("created_at", "id") where email_verified_at is not null;`);
  }

  override down(): void | Promise<void> {
    for (const name of INDICES) this.addSql(`drop index "${name}";`);
    this.addSql(`alter table "users" drop column "last_seen_at";`);
  }
}

const INDICES = [
  'users_created_at_index',
  'users_last_seen_at_index',
  'users_username_prefix_index',
  'users_email_prefix_index',
  'users_display_name_prefix_index',
  'users_disabled_index',
  'users_unverified_index',
  'users_verified_index',
];
