import { Migration } from '@mikro-orm/migrations';

export class Migration20261130004000_pictures extends Migration {
  override name = 'Migration20261130004000_pictures';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "pictures" ("user_id" uuid not null, "version" varchar(22) not null, "content" bytea not null, "created_at" timestamptz not null, primary key ("user_id"));`,
    );
    this.addSql(
      `alter table "pictures" add constraint "pictures_user_id_foreign" foreign key ("user_id") references "users" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "pictures" cascade;`);
  }
}
