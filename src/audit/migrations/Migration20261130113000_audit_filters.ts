import { Migration } from '@mikro-orm/migrations';

/**
 * Administrators look through the log by several filters at once, and pass over rows in the index (query/page-statement.ts).
 * The names are new, so that nobody who looks at a database takes the old ones for these.
 */
export class Migration20261130113000_audit_filters extends Migration {
  override name = 'Migration20261130113000_audit_filters';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "audit_events_account_index" on "audit_events" ("subject", "id") include ("event", "actor", "address");`,
    );
    this.addSql(`create index "audit_events_name_index" on "audit_events" ("event", "id") include ("address");`);
    this.addSql(
      `create index "audit_events_network_index" on "audit_events" ("address", "id") include ("event") where "address" is not null;`,
    );
    for (const name of BEFORE) this.addSql(`drop index "audit_events_${name}_index";`);
  }

  override down(): void | Promise<void> {
    this.addSql(`create index "audit_events_subject_index" on "audit_events" ("subject", "id");`);
    this.addSql(`create index "audit_events_event_index" on "audit_events" ("event", "id");`);
    this.addSql(`create index "audit_events_address_index" on "audit_events" ("address", "id") where "address" is not null;`);
    for (const name of AFTER) this.addSql(`drop index "audit_events_${name}_index";`);
  }
}

const BEFORE = ['subject', 'event', 'address'];
const AFTER = ['account', 'name', 'network'];
