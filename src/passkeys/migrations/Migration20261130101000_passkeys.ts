import { Migration } from '@mikro-orm/migrations';

export class Migration20261130101000_passkeys extends Migration {
  override name = 'Migration20261130101000_passkeys';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "passkeys" ("id" uuid not null, "user_id" uuid not null, "credential_id" varchar(1364) not null, "public_key" bytea not null, "counter" bigint not null, "transports" varchar(200) not null, "aaguid" varchar(36) not null, "backup_eligible" boolean not null, "backed_up" boolean not null, "name" varchar(60) not null, "created_at" timestamptz not null, "last_used_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "passkeys_user_id_index" on "passkeys" ("user_id");`);
    this.addSql(`alter table "passkeys" add constraint "passkeys_credential_id_unique" unique ("credential_id");`);
    this.addSql(
      `create table "passkey_handles" ("user_id" uuid not null, "handle" varchar(43) not null, primary key ("user_id"));`,
    );
    this.addSql(`alter table "passkey_handles" add constraint "passkey_handles_handle_unique" unique ("handle");`);
    this.addSql(
      `alter table "passkeys" add constraint "passkeys_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "passkey_handles" add constraint "passkey_handles_user_id_foreign" foreign key ("user_id") references "users" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    for (const table of ['passkey_handles', 'passkeys']) {
      this.addSql(`drop table if exists "${table}" cascade;`);
    }
  }
}
