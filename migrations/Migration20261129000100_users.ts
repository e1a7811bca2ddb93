import { Migration } from '@mikro-orm/migrations';

export class Migration20261129000100_users extends Migration {
  override name = 'Migration20261129000100_users';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "users" ("id" uuid not null, "username" varchar(20) not null, "username_key" varchar(20) not null, "email" varchar(254) not null, "password_hash" varchar(255) not null, "password_version" int not null default 0, "active" boolean not null default true, "hash_tag" varchar(16) not null, "security_stamp" varchar(22) not null, "version" int not null default 1, "created_at" timestamptz not null, "first_signed_in_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`alter table "users" add constraint "users_username_key_unique" unique ("username_key");`);
    this.addSql(`alter table "users" add constraint "users_email_unique" unique ("email");`);
    this.addSql(`alter table "users" add constraint "users_hash_tag_unique" unique ("hash_tag");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "users" cascade;`);
  }
}
