import { Migration } from '@mikro-orm/migrations';

/**
 * The account's own row says whether it has a second factor, because PostgreSQL cannot tell how many have one from two
 * tables at once: of a filter on it and another it read one of them whole. Triggers keep it, so that instances of a build
 * before, which know nothing of it, keep it too. Whoever changes these tables has locked the account's row before.
 */
export class Migration20261130140000_second_factor_known extends Migration {
  override name = 'Migration20261130140000_second_factor_known';

  override up(): void | Promise<void> {
    this.addSql(`alter table "users" add column "has_second_factor" boolean not null default false;`);
    this.addSql(`update "users" set "has_second_factor" = true
      where "id" in (select "user_id" from "totp_secrets" union select "user_id" from "passkeys");`);
    this.addSql(`create function "note_second_factor"() returns trigger language plpgsql as $$
      declare
        account uuid := case when tg_op = 'DELETE' then old.user_id else new.user_id end;
        has boolean := exists (select from totp_secrets where user_id = account) or exists (select from passkeys where user_id = account);
      begin
        update users set has_second_factor = has where id = account and has_second_factor <> has;
        return null;
      end $$;`);
    for (const table of TABLES) {
      this.addSql(`create trigger "note_second_factor" after insert or delete on "${table}"
        for each row execute function "note_second_factor"();`);
    }
    this.addSql(`create index "users_second_factor_created_index" on "users" ("created_at", "id") where has_second_factor;`);
    this.addSql(`create index "users_second_factor_seen_index" on "users" ("last_seen_at", "id") where has_second_factor;`);
    this.addSql(`create index "users_second_factor_name_index" on "users" (username_key collate "C") where has_second_factor;`);
  }

  override down(): void | Promise<void> {
    for (const table of TABLES) this.addSql(`drop trigger "note_second_factor" on "${table}";`);
    this.addSql(`drop function "note_second_factor"();`);
    this.addSql(`alter table "users" drop column "has_second_factor";`);
  }
}

const TABLES = ['totp_secrets', 'passkeys'];
