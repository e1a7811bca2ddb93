// node bench/audit/million.mjs <rows>: fills the audit log of DATABASE_URL as the product does, seals all of it, and tells
// on one line of JSON how long both took, and how long first pages of several filters take. A program of its own, because
// it is made of the built product.
import 'reflect-metadata';
import { randomUUIDv7 } from 'node:crypto';

/** The types of what is built are no matter of a linter. */
const built = (file) => import(new URL(file, new URL('../../dist/src/', import.meta.url)).href);
const { allFeatures } = await built('all-features.js');
const { AuditLog } = await built('audit/query/audit-log.js');
const { insertRows } = await built('audit/rows/insert-rows.js');
const { newRow } = await built('audit/rows/new-row.js');
const { AuditKeys } = await built('audit/sealing/audit-keys.js');
const { Chain } = await built('audit/sealing/chain.js');
const { Sealer } = await built('audit/sealing/sealer.js');
const { readSettings } = await built('config/read-settings.js');
const { openDatabase } = await built('database/open-database.js');
const { Logger } = await built('log/logger.js');

const ACCOUNTS = 10_000;
const AT_ONCE = 5_000;
const DAY = 86_400_000;
const rows = Number(process.argv[2]);
const EVENTS = ['logged-in', 'logged-in', 'logged-in', 'login-failed', 'logged-out', 'session-expired', 'profile-changed'];

const settings = readSettings(process.env, { parts: (await allFeatures()).settings });
const logger = new Logger({ ...settings, logLevel: 'silent' });
// A vacuum may take its time.
const orm = await openDatabase(settings, await allFeatures(), logger, { queryTimeout: undefined, setting: 'DATABASE_URL' });
const accounts = Array.from({ length: ACCOUNTS }, () => randomUUIDv7());
await people();
const filled = await timed(fill);
const keys = new AuditKeys({ keys: [], keep: 0 }, settings);
const sealed = await timed(() => new Sealer(orm.em, new Chain(keys), keys, logger).sealAll());
await orm.em.getConnection().execute('vacuum analyze audit_events');
const log = new AuditLog(orm.em);
const FILTERS = {
  'the newest': {},
  'one account': { account: accounts[17] },
  'one event': { events: ['profile-changed'] },
  'one account and event': { account: accounts[18], events: ['login-failed'] },
  'one address': { address: '10.7.7.7' },
  'a network of 256 addresses': { address: '10.7.7.0/24' },
  'a network of 65,536 addresses': { address: '10.7.0.0/16' },
  'everybody, by address': { address: '10.0.0.0/8' },
  'nobody, by address': { address: '192.0.2.0/24' },
  'one day of long ago': { from: new Date(Date.now() - 300 * DAY), to: new Date(Date.now() - 299 * DAY) },
  'an event of long ago': { events: ['logged-out'], to: new Date(Date.now() - 300 * DAY) },
  'an event that is rare': { events: ['user-disabled'] },
  'an actor': { actor: accounts[19] },
};
const pages = {};
for (const [name, filter] of Object.entries(FILTERS)) {
  const times = [];
  for (let turn = 0; turn < 20; turn += 1) times.push(await timed(() => log.page(filter, { limit: 50 })));
  pages[name] = times.slice(1).toSorted((one, other) => one - other);
}
process.stdout.write(`${JSON.stringify({ rows, filled, sealed, pages })}\n`);
await orm.close(true);

async function timed(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Accounts with just enough in them to be ones. */
async function people() {
  const values = accounts.map(
    (id, place) =>
      `('${id}', 'u${place}', 'u${place}', 'u${place}@example.org', 'x', '${String(place).padStart(16, 'x')}', 's', 1, now())`,
  );
  await orm.em
    .getConnection()
    .execute(
      `insert into users (id, username, username_key, email, password_hash, hash_tag, security_stamp, version, created_at) values ${values.join(', ')}`,
    );
}

async function fill() {
  const begin = Date.now() - 390 * DAY;
  for (let count = 0; count < rows; count += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, rows - count) }, (_, place) => row(count + place, begin));
    await insertRows(orm.em.fork(), batch);
  }
}

function row(count, begin) {
  const address = `10.${(count * 7) % 256}.${(count * 13) % 256}.${(count * 31) % 256}`;
  const happening = {
    event: EVENTS[count % EVENTS.length],
    accountId: accounts[(count * 7919) % ACCOUNTS],
    actorId: undefined,
    address,
    device: `Mozilla/5.0 (X11; Linux x86_64; rv:${count % 100}.0) Gecko/20100101 Firefox/${count % 100}.0`,
    session: 'xNPPg0Rt_86K',
    reason: count % 7 === 3 ? 'wrong password' : undefined,
    requestId: '9d4e9a52-58f5-4c1e-93d0-8a2f2b9f7c11',
    changes: undefined,
  };
  return newRow(happening, begin + Math.floor((count / rows) * 389 * DAY), 1, undefined);
}
