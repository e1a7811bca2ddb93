#!/usr/bin/env bash
# Guess, written down before the run: after `regenerate()` and `save()` the session is saved, so the
# end of the request writes nothing more: the store sees one `set`. That is so without `regenerate()`.
#
# Seen: two `set` calls with the same content. The methods that remember what was saved are put on the
# session the request came with only, not on the one `regenerate()` makes. Passport's `req.logIn` does
# exactly these two steps, so each login writes its session twice, and what another request changed
# between the two writes is overwritten.
#
# Version: express-session 1.19.0 with express 5.3.0.
# Source: https://github.com/expressjs/session/issues/935 (open), index.js of the package (`wrapmethods`).
# Output: {"save":1,"regenerate and save":2}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund express-session@1.19.0 express@5.3.0
cat >"$folder/run.mjs" <<'END'
import express from 'express';
import session from 'express-session';

const store = new session.MemoryStore();
let writes = 0;
const set = store.set;
store.set = function (...values) {
  writes += 1;
  return set.apply(this, values);
};
const app = express();
app.use(session({ secret: 'not a secret', resave: false, saveUninitialized: false, store }));
const signIn = (request, response) => {
  request.session.user = 7;
  request.session.save(() => response.send('signed in'));
};
app.get('/save', signIn);
app.get('/regenerate', (request, response) => request.session.regenerate(() => signIn(request, response)));
const server = app.listen(0, '127.0.0.1', async () => {
  const seen = {};
  for (const [name, path] of [['save', '/save'], ['regenerate and save', '/regenerate']]) {
    writes = 0;
    const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`);
    await response.text();
    seen[name] = writes;
  }
  server.close();
  console.log(JSON.stringify(seen));
});
END
expected='{"save":1,"regenerate and save":2}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
