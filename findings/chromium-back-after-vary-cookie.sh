#!/usr/bin/env bash
# Guess, written down before the run: Back shows a stored answer as it was, without asking (RFC 9111, 6:
# freshness does not apply to history), and `Vary` chooses between answers to new requests only. So a form's
# answer with `Vary: Cookie` is still there after a cookie was set, like one without `Vary`.
#
# Seen: once the cookies differ from those of the request, the answer with `Vary: Cookie` is lost and Back asks to send
# the form again (ERR_CACHE_MISS). As a login sets a cookie, this is each page before it.
#
# Version: Chromium 153.0.8010.0 of the npm package @sparticuz/chromium (Linux, x64), playwright-core 1.64.1; the same
# with Debian's 156.0.8078.108 (CHROMIUM=/usr/bin/chromium).
# Source: net/http/http_cache_transaction.cc, `RequiresValidation`: the comparison of `Vary` comes before
# LOAD_SKIP_CACHE_VALIDATION, the flag of history, is looked at.
# Output: {"plain, no-cookie":"POST /plain","plain, cookie":"POST /plain","vary, no-cookie":"POST /vary",
#          "vary, cookie":"ERR_CACHE_MISS"}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund playwright-core@1.64.1 @sparticuz/chromium@153.0.0
cat >"$folder/run.mjs" <<'END'
import { createServer } from 'node:http';
import { openChromium } from './chromium.mjs';

const server = createServer((request, response) => {
  const headers = { 'Content-Type': 'text/html', 'Cache-Control': 'private, no-cache' };
  if (request.url === '/vary') headers.Vary = 'Cookie';
  if (request.url === '/cookie') headers['Set-Cookie'] = 'theme=dark';
  response.writeHead(200, headers);
  const forms = ['plain', 'vary'].map((to) => `<form method=post action=/${to}><button id=${to}>${to}</button></form>`);
  response.end(`<title>${request.method} ${request.url}</title>${forms.join('')}`);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await openChromium();
const seen = {};
for (const answer of ['plain', 'vary']) {
  for (const next of ['no-cookie', 'cookie']) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await page.click(`#${answer}`);
    await page.waitForURL(`${origin}/${answer}`);
    await page.goto(`${origin}/${next}`);
    seen[`${answer}, ${next}`] = await page.goBack({ timeout: 10_000 }).then(
      () => page.title(),
      (error) => /ERR_\w+/.exec(error.message)?.[0] ?? error.message,
    );
    await context.close();
  }
}
console.log(JSON.stringify(seen));
await browser.close();
server.close();
END
cat >"$folder/chromium.mjs" <<'END'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { brotliDecompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';

/** The browser of the npm package, or the one that $CHROMIUM names, with its back-forward cache on as for people. */
export async function openChromium() {
  const here = import.meta.dirname;
  let executablePath = process.env.CHROMIUM;
  const env = { ...process.env, HOME: here };
  if (!executablePath) {
    const bin = `${here}/node_modules/@sparticuz/chromium/bin`;
    executablePath = `${here}/chromium`;
    writeFileSync(executablePath, brotliDecompressSync(readFileSync(`${bin}/chromium.br`)), { mode: 0o755 });
    mkdirSync(`${here}/libraries`);
    execFileSync('tar', ['-x', '-C', `${here}/libraries`], { input: brotliDecompressSync(readFileSync(`${bin}/al2023.tar.br`)) });
    env.LD_LIBRARY_PATH = `${here}/libraries/lib`;
  }
  const browser = await chromium.launch({
    executablePath,
    env,
    args: ['--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  console.error(`Chromium ${browser.version()}`);
  return browser;
}
END
expected='{"plain, no-cookie":"POST /plain","plain, cookie":"POST /plain","vary, no-cookie":"POST /vary","vary, cookie":"ERR_CACHE_MISS"}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
