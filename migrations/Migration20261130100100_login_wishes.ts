import { Migration } from '@mikro-orm/migrations';

export class Migration20261130100100_login_wishes extends Migration {
  override name = 'Migration20261130100100_login_wishes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "users" add column "passkey_after_password" boolean not null default false;`);
    this.addSql(`alter table "users" add column "must_change_password" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "users" drop column "passkey_after_password", drop column "must_change_password";`);
  }
}
