import { Migration } from '@mikro-orm/migrations';

export class Migration20261129190000_tasks extends Migration {
  override name = 'Migration20261129190000_tasks';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "tasks" ("id" uuid not null, "user_id" uuid not null, "title" varchar(80) not null, "notes" text not null, "due" varchar(10) not null, "effort" int not null, "area" varchar(20) not null, "priority" varchar(20) not null, "tags" text[] not null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "tasks_user_id_index" on "tasks" ("user_id");`);
    this.addSql(
      `alter table "tasks" add constraint "tasks_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "tasks" cascade;`);
  }
}
