import { Migration } from '@mikro-orm/migrations';

export class Migration20261130100200_series_second_step extends Migration {
  override name = 'Migration20261130100200_series_second_step';

  override up(): void | Promise<void> {
    this.addSql(`alter table "remember_series" add column "second_step" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "remember_series" drop column "second_step";`);
  }
}
