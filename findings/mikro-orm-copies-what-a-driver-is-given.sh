#!/usr/bin/env bash
# Guess, from memory: `driverOptions` are handed to the driver as they are ("passed to the driver"), so an option of
# PGlite's that is an object with insides of its own, such as an already compiled PostgreSQL (`pgliteWasmModule`,
# which PGlite documents for a quicker start), works through MikroORM as it does without.
#
# Seen: without MikroORM, and with `driverOptions` as a function, PGlite starts from the module. With `driverOptions` as
# an object MikroORM copies it deeply, and the module's copy is an object without insides: whatever uses it, a start too,
# gets a TypeError of WebAssembly that names neither option nor MikroORM. A function is called, and not copied.
#
# Version: @mikro-orm/core, sql and pglite 7.2.1, @electric-sql/pglite 0.5.8. Nothing but npm is needed.
# Source: @mikro-orm/core/utils/Configuration.js (the options are merged by `Utils.mergeConfig`), utils/Utils.js (a plain
# object is copied by `Utils.copy`), utils/clone.js (what has no `clone()` is copied property by property);
# @mikro-orm/sql/AbstractSqlConnection.js (`createKysely` calls `driverOptions` where that is a function).
# Output: {"PGlite alone":1,"as an object":"TypeError, the same object: false","as a function":1}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund @mikro-orm/core@7.2.1 @mikro-orm/sql@7.2.1 @mikro-orm/pglite@7.2.1 @electric-sql/pglite@0.5.8
cat >"$folder/run.mjs" <<'END'
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { defineEntity, MikroORM, p } from '@mikro-orm/pglite';

const Note = defineEntity({ name: 'Note', properties: { id: p.integer().primary() } });
const place = new URL('./pglite.wasm', import.meta.resolve('@electric-sql/pglite'));
const pgliteWasmModule = await WebAssembly.compile(await readFile(place));

async function alone() {
  const database = await PGlite.create({ pgliteWasmModule });
  const { rows } = await database.query('select 1 as one');
  await database.close();
  return rows;
}

const withOptions = (driverOptions) => new MikroORM({ entities: [Note], dbName: 'memory://', driverOptions });

async function byFunction() {
  const orm = withOptions(() => ({ pgliteWasmModule }));
  const rows = await orm.em.getConnection().execute('select 1 as one');
  await orm.close(true);
  return rows;
}

/** What the driver would be given, without a start. */
function given() {
  const copy = withOptions({ pgliteWasmModule }).config.get('driverOptions').pgliteWasmModule;
  try {
    return WebAssembly.Module.exports(copy).length > 0 ? 'a module' : 'an empty module';
  } catch (error) {
    return `${error.constructor.name}, the same object: ${copy === pgliteWasmModule}`;
  }
}

const seen = { 'PGlite alone': (await alone())[0].one, 'as an object': given(), 'as a function': (await byFunction())[0].one };
console.log(JSON.stringify(seen));
process.exit(0);
END
expected='{"PGlite alone":1,"as an object":"TypeError, the same object: false","as a function":1}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
