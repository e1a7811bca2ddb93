import { Migration } from '@mikro-orm/migrations';

export class Migration20261130005100_reserved_usernames extends Migration {
  override name = 'Migration20261130005100_reserved_usernames';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "reserved_usernames" ("username_hash" varchar(43) not null, "expires_at" timestamptz not null, primary key ("username_hash"));`,
    );
    this.addSql(`create index "reserved_usernames_expires_at_index" on "reserved_usernames" ("expires_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "reserved_usernames" cascade;`);
  }
}
