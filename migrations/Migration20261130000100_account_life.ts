import { Migration } from '@mikro-orm/migrations';

export class Migration20261130000100_account_life extends Migration {
  override name = 'Migration20261130000100_account_life';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "users" add column "email_verified_at" timestamptz null, add column "display_name" varchar(120) not null default '', add column "theme" varchar(16) not null default 'system', add column "picture_version" varchar(22) null, add column "delete_at" timestamptz null, add column "purge_at" timestamptz null;`,
    );
    this.addSql(`create index "users_delete_at_index" on "users" ("delete_at") where "delete_at" is not null;`);
    this.addSql(`create index "users_purge_at_index" on "users" ("purge_at") where "purge_at" is not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "users" drop column "email_verified_at", drop column "display_name", drop column "theme", drop column "picture_version", drop column "delete_at", drop column "purge_at";`,
    );
  }
}
