import { Migration } from '@mikro-orm/migrations';

export class Migration20261130000200_tokens extends Migration {
  override name = 'Migration20261130000200_tokens';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "tokens" ("hash" varchar(43) not null, "kind" varchar(32) not null, "user_id" uuid null, "email" varchar(254) not null, "security_stamp" varchar(22) not null, "data" jsonb not null, "caused_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("hash"));`,
    );
    this.addSql(`create index "tokens_user_id_index" on "tokens" ("user_id");`);
    this.addSql(`create index "tokens_expires_at_index" on "tokens" ("expires_at");`);
    this.addSql(
      `alter table "tokens" add constraint "tokens_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "tokens" cascade;`);
  }
}
