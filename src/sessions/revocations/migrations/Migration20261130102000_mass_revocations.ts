import { Migration } from '@mikro-orm/migrations';

export class Migration20261130102000_mass_revocations extends Migration {
  override name = 'Migration20261130102000_mass_revocations';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "mass_revocations" ("id" uuid not null, "before" timestamptz not null, "role" varchar(64) null, "role_holders" uuid[] null, "method" varchar(40) null, "network" varchar(49) null, "users" uuid[] null, "reason" varchar(500) null, "created_at" timestamptz not null, "created_by" varchar(64) not null, "expires_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "mass_revocations_expires_at_index" on "mass_revocations" ("expires_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "mass_revocations" cascade;`);
  }
}
