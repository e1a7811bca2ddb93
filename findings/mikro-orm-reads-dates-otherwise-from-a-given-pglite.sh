#!/usr/bin/env bash
# Guess, from memory: MikroORM reads the same values whether it makes a PGlite itself or is given one that was made before
# (`driverOptions.pglite`, documented for an instance that is shared): the driver, the platform and the types are the same.
#
# Seen: it tells only a PGlite that it makes to leave dates and times as PostgreSQL writes them. A given one parses them as
# PGlite does by default, so a property declared by `p.date()`, which is a text such as 2026-02-28 otherwise, is a Date
# (midnight UTC, for a day that has no zone), and so are all dates and times of `execute()`. Nothing says so; `p.datetime()`
# and conditions are as before. Whoever gives a PGlite gives it `parsers` for date, timestamp, timestamptz and interval.
#
# Version: @mikro-orm/core, sql and pglite 7.2.1, @electric-sql/pglite 0.5.8. Nothing but npm is needed.
# Source: @mikro-orm/pglite/PgliteConnection.js (`createKyselyDialect` hands `parsers` to `PGlite.create` alone);
# @mikro-orm/sql/dialects/postgresql/typeOverrides.js (which types they are).
# Output: {"made":["text 2026-02-28","Date","text","text"],"given":["Date 2026-02-28T00:00:00.000Z","Date","Date","Date"]}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund @mikro-orm/core@7.2.1 @mikro-orm/sql@7.2.1 @mikro-orm/pglite@7.2.1 @electric-sql/pglite@0.5.8
cat >"$folder/run.mjs" <<'END'
import { PGlite } from '@electric-sql/pglite';
import { defineEntity, MikroORM, p } from '@mikro-orm/pglite';

const properties = { id: p.integer().primary(), day: p.date(), at: p.datetime() };
const Visit = defineEntity({ name: 'Visit', properties });

async function read(driverOptions) {
  const orm = await MikroORM.init({ entities: [Visit], dbName: 'memory://', driverOptions: () => driverOptions });
  const connection = orm.em.getConnection();
  await connection.execute('create table visit (id int primary key, day date not null, at timestamptz not null)');
  await connection.execute("insert into visit values (1, '2026-02-28', '2026-02-28 12:00+00')");
  const { day, at } = await orm.em.fork().findOneOrFail(Visit, 1);
  const [row] = await connection.execute('select day, at from visit');
  await orm.close(true);
  return [day instanceof Date ? `Date ${day.toISOString()}` : `text ${day}`, ...[at, row.day, row.at].map(kind)];
}

const kind = (value) => (value instanceof Date ? 'Date' : 'text');
const given = await PGlite.create('memory://');
console.log(JSON.stringify({ made: await read({}), given: await read({ pglite: () => given }) }));
process.exit(0);
END
expected='{"made":["text 2026-02-28","Date","text","text"],"given":["Date 2026-02-28T00:00:00.000Z","Date","Date","Date"]}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
