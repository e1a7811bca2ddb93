import { Migration } from '@mikro-orm/migrations';

export class Migration20261129000300_remember_series extends Migration {
  override name = 'Migration20261129000300_remember_series';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "remember_series" ("selector" varchar(22) not null, "user_id" uuid not null, "security_stamp" varchar(22) not null, "validator_hash" varchar(43) not null, "waiting_hashes" jsonb not null, "spent_hashes" jsonb not null, "fingerprint" varchar(43) not null, "address" varchar(45) not null, "user_agent" varchar(256) not null, "created_at" timestamptz not null, "last_used_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("selector"));`,
    );
    this.addSql(`create index "remember_series_user_id_index" on "remember_series" ("user_id");`);
    this.addSql(`create index "remember_series_expires_at_index" on "remember_series" ("expires_at");`);
    this.addSql(
      `alter table "remember_series" add constraint "remember_series_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "remember_series" cascade;`);
  }
}
