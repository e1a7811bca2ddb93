import { Migration } from '@mikro-orm/migrations';

export class Migration20261123035517_password_version extends Migration {
  override name = 'Migration20261123035517_password_version';

  override up(): void | Promise<void> {
    this.addSql(`alter table "users" add "password_version" int not null default 0;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "users" drop column "password_version";`);
  }
}
