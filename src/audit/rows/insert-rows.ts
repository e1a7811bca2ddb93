import type { EntityManager } from '@mikro-orm/core';
import { askBound } from '../../database/bound-query.js';
import type { NewRow } from './new-row.js';

/**
 * Everything is one statement, so that a login pays one round trip: an account gets its pseudonym with its first event,
 * and a row of an account that is gone says nothing personal. Two instances that give an account its first pseudonym at
 * once agree on one. What comes twice, because the answer to the first INSERT was lost, is stored once.
 */
const INSERT = `with given as (
  select * from json_to_recordset($1::json) as row (
    "id" uuid, "at" timestamptz, "event" text, "account" uuid, "actor" uuid, "count" int, "address" inet, "device" text,
    "session" text, "reason" text, "requestId" text, "changes" text, "salt" text, "commitment" text, "bareSalt" text,
    "bareCommitment" text, "erasedSubject" uuid, "newSubject" uuid)
), named as (
  select "account", "newSubject" from given where "account" is not null
  union all select "actor", gen_random_uuid() from given where "actor" is not null
), made as (
  insert into audit_subjects as own (account, subject)
  select distinct on (n."account") n."account", n."newSubject" from named n join users u on u.id = n."account"
  where not exists (select 1 from audit_subjects s where s.account = n."account")
  on conflict (account) do update set subject = own.subject returning account, subject
), known as (
  select account, subject from audit_subjects where account in (select "account" from named)
  union all select account, subject from made
)
insert into audit_events (id, at, event, subject, actor, count, address, device, session, reason, request_id, changes, salt, commitment)
select g."id", g."at", g."event", coalesce(s.subject, g."erasedSubject"), a.subject, g."count",
  case when i.bare then null else g."address" end, case when i.bare then null else g."device" end,
  case when i.bare then null else g."session" end, case when i.bare then null else g."reason" end,
  case when i.bare then null else g."requestId" end, case when i.bare then null else g."changes" end,
  case when i.bare then g."bareSalt" else g."salt" end, case when i.bare then g."bareCommitment" else g."commitment" end
from given g left join known s on s.account = g."account" left join known a on a.account = g."actor"
cross join lateral (select g."account" is not null and s.subject is null as bare) i
on conflict (id) do nothing`;

/** Stores these rows in one statement, within the transaction of `em` if it has one. */
export async function insertRows(em: EntityManager, rows: readonly NewRow[]): Promise<void> {
  await askBound(em, INSERT, [JSON.stringify(rows)]);
}
