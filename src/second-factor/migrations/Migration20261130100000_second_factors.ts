import { Migration } from '@mikro-orm/migrations';

export class Migration20261130100000_second_factors extends Migration {
  override name = 'Migration20261130100000_second_factors';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "totp_secrets" ("user_id" uuid not null, "sealed_secret" bytea not null, "last_step" int not null, "created_at" timestamptz not null, "last_used_at" timestamptz not null, primary key ("user_id"));`,
    );
    this.addSql(
      `create table "recovery_codes" ("hash" varchar(43) not null, "user_id" uuid not null, "created_at" timestamptz not null, "used_at" timestamptz null, primary key ("hash"));`,
    );
    this.addSql(`create index "recovery_codes_user_id_index" on "recovery_codes" ("user_id");`);
    this.addSql(
      `create table "trusted_devices" ("id" uuid not null, "user_id" uuid not null, "token_hash" varchar(43) not null, "password_version" int not null, "user_agent" varchar(400) not null, "created_at" timestamptz not null, "last_seen_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "trusted_devices_user_id_index" on "trusted_devices" ("user_id");`);
    this.addSql(`create index "trusted_devices_expires_at_index" on "trusted_devices" ("expires_at");`);
    this.addSql(`alter table "trusted_devices" add constraint "trusted_devices_token_hash_unique" unique ("token_hash");`);
    this.addSql(
      `alter table "totp_secrets" add constraint "totp_secrets_user_id_foreign" foreign key ("user_id") references "users" ("id") on update cascade on delete cascade;`,
    );
    for (const table of ['recovery_codes', 'trusted_devices']) {
      this.addSql(
        `alter table "${table}" add constraint "${table}_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
      );
    }
  }

  override down(): void | Promise<void> {
    for (const table of ['trusted_devices', 'recovery_codes', 'totp_secrets']) {
      this.addSql(`drop table if exists "${table}" cascade;`);
    }
  }
}
