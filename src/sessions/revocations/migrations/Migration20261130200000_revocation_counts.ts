import { Migration } from '@mikro-orm/migrations';

export class Migration20261130200000_revocation_counts extends Migration {
  override name = 'Migration20261130200000_revocation_counts';

  override up(): void | Promise<void> {
    this.addSql(`alter table "mass_revocations" add "counted_sessions" int null, add "counted_series" int null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "mass_revocations" drop column "counted_sessions", drop column "counted_series";`);
  }
}
