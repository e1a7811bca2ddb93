import type { AuditFilter } from '../../src/audit/query/audit-filter.js';
import { built } from '../support/built.ts';
import { query } from '../support/servers.ts';
import { measured } from './explained.ts';
import type { MeasuredList } from './lists.ts';

const DAY = 86_400_000;

/** Accounts by their place have a pseudonym, as if each had had an event. */
const SUBJECTS = `insert into audit_subjects select id, gen_random_uuid() from users order by username_key limit 100000`;

/**
 * Events of thirty days: an account that has 5 of 100 of them, an address that has 25, one that had 15 and has moved away
 * after nine days, and on the thirteenth to fifteenth an attack of 200 addresses. Ids begin with their time (RFC 9562,
 * version 7), and they lie in the order in which a site writes them. They count as sealed, so that nothing else is asked of
 * PostgreSQL meanwhile.
 */
const EVENTS = `insert into audit_events (id, at, event, subject, actor, count, address, device, session, reason, request_id, salt, commitment, seal, position)
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008' || substr(md5(r.n::text), 1, 15))::uuid, at, event,
    s.subject, a.subject, 1, address::inet, 'Mozilla/5.0 (X11; Linux x86_64; rv:100.0) Gecko/20100101 Firefox/' || r.n % 100, 'xNPPg0Rt_86K',
    case when event = 'login-failed' then 'wrong password' end, md5(r.n::text), 'abcdefghijklmnopqrstuv', md5(r.n::text) || 'abcdefghijk', r.n / 1000, r.n % 1000
  from (
    select n, now() - interval '30 days' + n::float8 / $1::int * interval '30 days' as at, attack,
      case when attack then 'login-failed' when n % 5000 = 3 then 'user-disabled' when n % 50000 = 7 then 'role-granted'
        else (array['logged-in', 'logged-in', 'logged-in', 'logged-in', 'logged-out', 'logged-out', 'session-expired',
          'remembered-login', 'login-failed', 'throttled'])[1 + n::bigint * 609 % 10] end as event,
      case when attack then '203.0.113.' || n % 200 when n < $1::int * 0.3 and n % 2 = 0 then '198.51.100.7'
        when n % 4 = 1 then '192.0.2.10' when n % 11 = 0 then '2001:db8:' || to_hex(n % 5000) || '::' || to_hex(n % 3)
        else '10.' || n * 7 % 256 || '.' || n * 13 / 7 % 256 || '.' || n * 31 % 256 end as address,
      case when attack then null when n % 20 = 1 then 5 else n::bigint * 7919 % 100000 end as account
    from (select n, n between $1::int * 0.4 and $1::int * 0.5 and n % 5 <> 0 as attack from generate_series(1, $1::int) n) numbered
  ) r
  left join (select row_number() over (order by account) as n, subject from audit_subjects) s on s.n = r.account
  left join (select row_number() over (order by account) as n, subject from audit_subjects) a
    on a.n = case when event in ('user-disabled', 'role-granted') then 1 + r.n % 3 when r.n % 100 = 4 then 1 end
  order by r.n`;

/** Writes so many events about the accounts that are there. */
export async function writeEvents(databaseUrl: string, count: number): Promise<void> {
  await query(databaseUrl, SUBJECTS);
  await query(databaseUrl, EVENTS, [count]);
  await query(databaseUrl, 'vacuum analyze audit_events');
  await query(databaseUrl, 'analyze audit_subjects');
}

/** Measures first pages of `/admin/events`, and first rows of its files. */
export async function measuredEvents(databaseUrl: string, rounds: number): Promise<MeasuredList[]> {
  const { pageStatement } =
    await built<typeof import('../../src/audit/query/page-statement.js')>('audit/query/page-statement.js');
  const { ADDRESSES, AT_MOST } = await built<typeof import('../../src/audit/query/network-addresses.js')>(
    'audit/query/network-addresses.js',
  );
  const lists: MeasuredList[] = [];
  for (const [title, filter] of await filters(databaseUrl)) {
    const isNetwork = filter.address?.includes('/') === true && filter.account === undefined && filter.actor === undefined;
    const asked = [filter.address, AT_MOST + 1];
    const found = isNetwork ? await query(databaseUrl, ADDRESSES, asked) : [];
    const looked = isNetwork ? (await measured(databaseUrl, ADDRESSES, asked, rounds)).ms : 0;
    const addresses = isNetwork && found.length <= AT_MOST ? found.map(({ address }) => String(address)) : undefined;
    for (const limit of [51, 251]) {
      const [sql, values] = pageStatement(filter, { before: undefined, limit, addresses });
      const { ms, nodes } = await measured(databaseUrl, sql, values, rounds);
      lists.push({ title: `events: ${title}${limit === 51 ? '' : ', as a file'}`, ms: ms + looked, nodes });
    }
  }
  return lists;
}

async function filters(databaseUrl: string): Promise<readonly (readonly [title: string, filter: AuditFilter])[]> {
  const accounts = await query(databaseUrl, 'select account from (select account, row_number() over (order by account) as n from audit_subjects) s where n in (1, 5, 123) order by n'); // prettier-ignore
  const [actor, busy, quiet] = accounts.map(({ account }) => String(account));
  const [early, late] = [{ to: new Date(Date.now() - 20 * DAY) }, { from: new Date(Date.now() - 3 * DAY) }];
  return [
    ['all', {}],
    ['long ago', early],
    ['one account', { account: quiet }],
    ['a busy account', { account: busy }],
    ['a busy account, long ago', { account: busy, ...early }],
    ['a busy account and an event it never had', { account: busy, events: ['role-granted'] }],
    ['a busy account and an address it never had', { account: busy, address: '203.0.113.7' }],
    ['a busy account and a network it never had', { account: busy, address: '203.0.113.0/24' }],
    ['a busy account and an actor it never had', { account: busy, actor }],
    ['an actor', { actor }],
    ['an actor and an address he never had', { actor, address: '203.0.113.7' }],
    ['a frequent event', { events: ['logged-in'] }],
    ['a rare event', { events: ['role-granted'] }],
    ['an event that never came', { events: ['passkey-cloned'] }],
    ['a busy address', { address: '192.0.2.10' }],
    ['a busy address, a rare event', { address: '192.0.2.10', events: ['role-granted'] }],
    ['an address that has moved away', { address: '198.51.100.7' }],
    ['an address that has moved away, lately', { address: '198.51.100.7', ...late }],
    ['a network that has moved away', { address: '198.51.100.0/24' }],
    ['a network that attacked', { address: '203.0.113.0/24' }],
    ['a network that attacked, an event it never had', { address: '203.0.113.0/24', events: ['logged-in'] }],
    ['a network of many addresses', { address: '10.0.0.0/8' }],
    ['a network of many addresses, a rare event', { address: '10.0.0.0/8', events: ['role-granted'] }],
    ['all of IPv6', { address: '::/0' }],
    ['nobody, by network', { address: '192.168.0.0/16' }],
  ];
}
