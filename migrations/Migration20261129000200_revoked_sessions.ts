import { Migration } from '@mikro-orm/migrations';

export class Migration20261129000200_revoked_sessions extends Migration {
  override name = 'Migration20261129000200_revoked_sessions';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "revoked_sessions" ("session_hash" varchar(43) not null, "user_id" uuid not null, "expires_at" timestamptz not null, primary key ("session_hash"));`,
    );
    this.addSql(`create index "revoked_sessions_user_id_index" on "revoked_sessions" ("user_id");`);
    this.addSql(`create index "revoked_sessions_expires_at_index" on "revoked_sessions" ("expires_at");`);
    this.addSql(
      `alter table "revoked_sessions" add constraint "revoked_sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "revoked_sessions" cascade;`);
  }
}
