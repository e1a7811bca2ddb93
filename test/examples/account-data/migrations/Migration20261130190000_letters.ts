import { Migration } from '@mikro-orm/migrations';

export class Migration20261130190000_letters extends Migration {
  override name = 'Migration20261130190000_letters';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "letters" ("id" uuid not null, "author_id" uuid not null, "text" text not null, "sent_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "letters_author_id_index" on "letters" ("author_id");`);
    this.addSql(
      `alter table "letters" add constraint "letters_author_id_foreign" foreign key ("author_id") references "users" ("id");`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "letters" cascade;`);
  }
}
