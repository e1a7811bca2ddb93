import { Migration } from '@mikro-orm/migrations';

export class Migration20261130003300_email_changes extends Migration {
  override name = 'Migration20261130003300_email_changes';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "email_changes" ("user_id" uuid not null, "id" uuid not null, "email" varchar(254) not null, "security_stamp" varchar(22) not null, "requested_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("user_id"));`,
    );
    this.addSql(`create index "email_changes_expires_at_index" on "email_changes" ("expires_at");`);
    this.addSql(
      `alter table "email_changes" add constraint "email_changes_user_id_foreign" foreign key ("user_id") references "users" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "email_changes" cascade;`);
  }
}
