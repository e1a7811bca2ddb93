#!/usr/bin/env bash
# Guess, written down before the run: a command of `defineCommand` goes out as EVALSHA and falls back to
# EVAL on NOSCRIPT, so a SCRIPT FLUSH goes unnoticed; in `multi()`,
# too, at the latest at the second try.
#
# Seen: in `multi()` each try answers NOSCRIPT, while the other commands of the transaction are carried out, so
# half of it is written each time. One call outside of a transaction heals the connection. ioredis remembers for
# each connection that a script is loaded and forgets it when that very command is rejected; in a transaction the
# command itself is answered QUEUED and the error comes inside of EXEC's answer, where nothing forgets.
#
# Version: ioredis 6.0.0; redis-server from the PATH (seen with 7.0.15: an error inside of EXEC undoes nothing is
# documented, https://redis.io/docs/latest/develop/using-commands/transactions/).
# Source: the package's own built/Script.js (`socketHasScriptLoaded`); https://github.com/redis/ioredis/pull/1499
# brought it, for resilience against missing scripts.
# Output: {"before":[1,"OK"],"first":["NOSCRIPT","OK"],"beside":"written","second":["NOSCRIPT","OK"],
#          "third":["NOSCRIPT","OK"],"plain":2,"afterPlain":[3,"OK"]}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund ioredis@6.0.0
redis-server --port 0 --unixsocket "$folder/redis.sock" --save '' --dir "$folder" >"$folder/redis.log" &
redis=$!
trap 'kill "$redis" 2>/dev/null || true; wait "$redis" || true; rm -rf "$folder"' EXIT
cat >"$folder/run.mjs" <<'END'
import { Redis } from 'ioredis';

const redis = new Redis({ path: process.argv[2] });
redis.defineCommand('touchSession', { numberOfKeys: 1, lua: "return redis.call('INCR', KEYS[1])" });
const transaction = async () => {
  const answers = await redis.multi().touchSession('session').set('beside', 'written').exec();
  return answers.map(([error, value]) => (error ? error.message.split(' ')[0] : value));
};
const seen = {};
seen.before = await transaction();
await redis.script('FLUSH');
await redis.del('beside');
seen.first = await transaction();
seen.beside = await redis.get('beside');
seen.second = await transaction();
seen.third = await transaction();
seen.plain = await redis.touchSession('session');
seen.afterPlain = await transaction();
console.log(JSON.stringify(seen));
redis.disconnect();
END
expected='{"before":[1,"OK"],"first":["NOSCRIPT","OK"],"beside":"written","second":["NOSCRIPT","OK"],"third":["NOSCRIPT","OK"],"plain":2,"afterPlain":[3,"OK"]}'
seen=$(node "$folder/run.mjs" "$folder/redis.sock")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
