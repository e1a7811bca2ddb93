import { Migration } from '@mikro-orm/migrations';

export class Migration20261129180000_notes extends Migration {
  override name = 'Migration20261129180000_notes';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "notes" ("id" uuid not null, "user_id" uuid not null, "text" varchar(200) not null, "created_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "notes_user_id_index" on "notes" ("user_id");`);
    this.addSql(
      `alter table "notes" add constraint "notes_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "notes" cascade;`);
  }
}
