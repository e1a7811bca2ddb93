#!/usr/bin/env bash
# Guess, from memory: MikroORM 7, built on Kysely, sends SQL with placeholders and the values
# beside it (`where "email" = $1`, `['ada@example.com']`), as version 6 did on Knex.
#
# Seen: the values are quoted into the SQL text on the client and the list of parameters is empty, so no two texts are
# equal, and whatever shows a statement (a log of the slow ones, pg_stat_activity) shows an address with it.
#
# Version: @mikro-orm/pglite 7.2.1 with @electric-sql/pglite 0.5.8 (@mikro-orm/postgresql takes the same way).
# Source: https://github.com/mikro-orm/mikro-orm/issues/8001 (open), #6827 for version 6; the package's own
# @mikro-orm/sql/AbstractSqlConnection.js (`execute` sends `CompiledQuery.raw(q.formatted)`).
# Output: {"sql":"select \"u0\".* from \"user\" as \"u0\" where \"u0\".\"email\" = 'ada@example.com' limit 1","parameters":[]}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund @mikro-orm/core@7.2.1 @mikro-orm/sql@7.2.1 @mikro-orm/pglite@7.2.1 @electric-sql/pglite@0.5.8
cat >"$folder/run.mjs" <<'END'
import { PGlite } from '@electric-sql/pglite';
import { defineEntity, MikroORM, p } from '@mikro-orm/pglite';

const User = defineEntity({ name: 'User', properties: { id: p.integer().primary(), email: p.string() } });
const orm = await MikroORM.init({ entities: [User], dbName: 'memory://' });
await orm.schema.create();
const base = Object.getPrototypeOf(PGlite.prototype);
const query = base.query;
base.query = function (sql, parameters, ...rest) {
  console.log(JSON.stringify({ sql, parameters }));
  return query.call(this, sql, parameters, ...rest);
};
await orm.em.fork().findOne(User, { email: 'ada@example.com' });
await orm.close(true);
END
expected='{"sql":"select \"u0\".* from \"user\" as \"u0\" where \"u0\".\"email\" = '"'ada@example.com'"' limit 1","parameters":[]}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
