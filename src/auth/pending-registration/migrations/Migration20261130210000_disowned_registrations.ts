import { Migration } from '@mikro-orm/migrations';

export class Migration20261130210000_disowned_registrations extends Migration {
  override name = 'Migration20261130210000_disowned_registrations';

  override up(): void | Promise<void> {
    this.addSql(`alter table "pending_registrations" add "disowned" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "pending_registrations" drop column "disowned";`);
  }
}
