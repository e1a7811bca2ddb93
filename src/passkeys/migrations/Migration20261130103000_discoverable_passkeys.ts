import { Migration } from '@mikro-orm/migrations';

export class Migration20261130103000_discoverable_passkeys extends Migration {
  override name = 'Migration20261130103000_discoverable_passkeys';

  override up(): void | Promise<void> {
    this.addSql(`alter table "passkeys" add column "discoverable" boolean null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "passkeys" drop column "discoverable";`);
  }
}
