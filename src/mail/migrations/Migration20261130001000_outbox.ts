import { Migration } from '@mikro-orm/migrations';
import { OUTBOX_QUEUE } from '../queue/outbox-queue.js';
import { outboxSchema } from '../queue/outbox-schema.js';
import { queueTables } from './queue-tables.js';

export class Migration20261130001000_outbox extends Migration {
  override name = 'Migration20261130001000_outbox';

  override async up(): Promise<void> {
    const schema = await this.schema();
    const [found] = await this.rows<{ found: boolean }>(`select to_regnamespace('${schema}') is not null as found`);
    if (found?.found !== true) this.addSql(`create schema "${schema}";`);
    for (const statement of queueTables(schema)) this.addSql(statement);
    this.addSql(`select ${schema}.create_queue('${OUTBOX_QUEUE}', '{"policy": "standard"}'::jsonb);`);
    this.addSql(sameRights(schema));
  }

  override async down(): Promise<void> {
    this.addSql(`drop schema if exists "${await this.schema()}" cascade;`);
  }

  private async schema(): Promise<string> {
    const [place] = await this.rows<{ own: string }>('select current_schema() as own');
    return outboxSchema(place?.own ?? 'public');
  }

  private rows<Row>(sql: string): Promise<Row[]> {
    return this.execute(sql) as unknown as Promise<Row[]>;
  }
}

/**
 * Gives every role that may read or write accounts the same right to waiting mails, so that instances whose role may not
 * change tables (docs/database-roles.md) need no word of an operator.
 */
function sameRights(schema: string): string {
  return `do $$
    declare held record; whom text;
    begin
      for held in
        select acl.grantee, acl.privilege_type as privilege from pg_class c, aclexplode(c.relacl) acl
        where c.oid = '"users"'::regclass and acl.grantee <> c.relowner
          and acl.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
      loop
        whom := case held.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(held.grantee)) end;
        execute format('grant usage on schema ${schema} to %s', whom);
        execute format('grant %s on all tables in schema ${schema} to %s', held.privilege, whom);
        execute format('alter default privileges in schema ${schema} grant %s on tables to %s', held.privilege, whom);
      end loop;
    end $$;`;
}
