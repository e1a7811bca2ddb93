import { Migration } from '@mikro-orm/migrations';

export class Migration20261130008100_roles extends Migration {
  override name = 'Migration20261130008100_roles';

  override up(): void | Promise<void> {
    // A default that is no function is a fact of the table: no row of a million is written anew.
    this.addSql(`alter table "users" add column "roles" text[] not null default '{}';`);
    this.addSql(`create index "users_roles_index" on "users" using gin ("roles") where "roles" <> '{}';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "users_roles_index";`);
    this.addSql(`alter table "users" drop column "roles";`);
  }
}
