#!/usr/bin/env bash
# Guess, from memory: MikroORM turns each error of the driver into a DriverException (there is
# a ConnectionException among them), so one `catch` for DriverException finds an unreachable database, whichever
# method noticed it.
#
# Seen: `findOne` and `insert` reject with a DriverException, `flush` and `transactional` with the bare Error of
# the driver: they open a transaction first, and `begin` does not pass the converter. An answer of 503 hung on
# DriverException alone becomes a 500 in everything that writes.
#
# Version: @mikro-orm/postgresql 7.2.1 (pg 8). No server is needed: port 1 of loopback refuses.
# Source: the package's own files: @mikro-orm/core/drivers/DatabaseDriver.js (`rethrow`, `convertException`) against
# @mikro-orm/sql/AbstractSqlConnection.js (`transactional` awaits `begin` outside of any conversion).
# Output: {"findOne":"DriverException ECONNREFUSED","insert":"DriverException ECONNREFUSED",
#          "flush":"Error ECONNREFUSED","transactional":"Error ECONNREFUSED"}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund @mikro-orm/core@7.2.1 @mikro-orm/sql@7.2.1 @mikro-orm/postgresql@7.2.1
cat >"$folder/run.mjs" <<'END'
import { defineEntity, DriverException, MikroORM, p } from '@mikro-orm/postgresql';

const User = defineEntity({ name: 'User', properties: { id: p.integer().primary(), name: p.string() } });
const orm = new MikroORM({
  entities: [User],
  clientUrl: 'postgresql://nobody@127.0.0.1:1/nothing',
  driverOptions: { connectionTimeoutMillis: 2000 },
});
const seen = {};
const observe = async (method, work) => {
  const error = await work(orm.em.fork()).catch((reason) => reason);
  seen[method] = `${error instanceof DriverException ? 'DriverException' : error.constructor.name} ${error.code}`;
};
await observe('findOne', (em) => em.findOne(User, { id: 1 }));
await observe('insert', (em) => em.insert(User, { id: 1, name: 'Ada' }));
await observe('flush', (em) => {
  em.create(User, { id: 1, name: 'Ada' });
  return em.flush();
});
await observe('transactional', (em) => em.transactional((inner) => inner.findOne(User, { id: 1 })));
await orm.close(true);
console.log(JSON.stringify(seen));
END
expected='{"findOne":"DriverException ECONNREFUSED","insert":"DriverException ECONNREFUSED","flush":"Error ECONNREFUSED","transactional":"Error ECONNREFUSED"}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
