import { Migration } from '@mikro-orm/migrations';

export class Migration20261130003100_former_emails extends Migration {
  override name = 'Migration20261130003100_former_emails';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "former_emails" ("id" uuid not null, "user_id" uuid not null, "email" varchar(254) not null, "verified_at" timestamptz null, "position" int not null, "kept_until" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "former_emails_user_id_index" on "former_emails" ("user_id");`);
    this.addSql(`create index "former_emails_email_index" on "former_emails" ("email");`);
    this.addSql(`create index "former_emails_kept_until_index" on "former_emails" ("kept_until");`);
    this.addSql(
      `alter table "former_emails" add constraint "former_emails_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "former_emails" cascade;`);
  }
}
