import { Migration } from '@mikro-orm/migrations';

export class Migration20261130003200_token_addresses extends Migration {
  override name = 'Migration20261130003200_token_addresses';

  override up(): void | Promise<void> {
    this.addSql(`alter table "tokens" add column "to_another_address" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "tokens" drop column "to_another_address";`);
  }
}
