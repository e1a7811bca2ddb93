import { Migration } from '@mikro-orm/migrations';

export class Migration20261130040738_audit extends Migration {
  override name = 'Migration20261130040738_audit';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "audit_events" ("id" uuid not null, "at" timestamptz(3) not null, "event" varchar(64) not null, "subject" uuid null, "actor" uuid null, "count" int not null default 1, "address" inet null, "device" varchar(300) null, "session" varchar(16) null, "reason" varchar(500) null, "request_id" varchar(128) null, "changes" text null, "salt" varchar(22) null, "commitment" varchar(43) not null, "seal" int null, "position" int null, primary key ("id"));`,
    );
    this.addSql(`create index "audit_events_subject_index" on "audit_events" ("subject", "id");`);
    this.addSql(`create index "audit_events_event_index" on "audit_events" ("event", "id");`);
    this.addSql(`create index "audit_events_address_index" on "audit_events" ("address", "id") where "address" is not null;`);
    this.addSql(`create index "audit_events_actor_index" on "audit_events" ("actor", "id") where "actor" is not null;`);
    this.addSql(`create index "audit_events_seal_index" on "audit_events" ("seal", "position", "id") where "seal" is not null;`);
    this.addSql(
      `create index "audit_events_unsealed_index" on "audit_events" ("id") where "seal" is null or "position" is null;`,
    );

    this.addSql(
      `create table "audit_seals" ("number" int not null, "sealed_at" timestamptz(3) not null, "count" int not null, "root" varchar(43) not null, "previous" varchar(43) not null, "key_id" varchar(12) not null, "mac" varchar(43) not null, "leaves" text null, primary key ("number"));`,
    );

    this.addSql(
      `create table "audit_state" ("id" int not null, "last" int not null, "hash" varchar(43) not null, "expired" int not null, "key_id" varchar(12) not null, "mac" varchar(43) not null, primary key ("id"));`,
    );

    this.addSql(`insert into "audit_state" values (1, 0, '${'A'.repeat(43)}', 0, '', '');`);

    this.addSql(`create table "audit_subjects" ("account" uuid not null, "subject" uuid not null, primary key ("account"));`);
    this.addSql(`alter table "audit_subjects" add constraint "audit_subjects_subject_unique" unique ("subject");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "audit_events" cascade;`);
    this.addSql(`drop table if exists "audit_seals" cascade;`);
    this.addSql(`drop table if exists "audit_state" cascade;`);
    this.addSql(`drop table if exists "audit_subjects" cascade;`);
  }
}
