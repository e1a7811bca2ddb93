import { Migration } from '@mikro-orm/migrations';

export class Migration20261123005356_create_users extends Migration {
  override name = 'Migration20261123005356_create_users';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "users" ("id" uuid not null, "username" varchar(20) not null, "username_key" varchar(20) not null, "email" varchar(254) not null, "password_hash" varchar(255) not null, "active" boolean not null default true, "tag" varchar(16) not null, "stamp" varchar(22) not null, "version" int not null default 1, "created_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`alter table "users" add constraint "users_username_key_unique" unique ("username_key");`);
    this.addSql(`alter table "users" add constraint "users_email_unique" unique ("email");`);
    this.addSql(`alter table "users" add constraint "users_tag_unique" unique ("tag");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "users" cascade;`);
  }
}
