#!/usr/bin/env bash
# Guess, written down before the run: Playwright's `context.credentials` answers `navigator.credentials.create()`
# as an authenticator would: one that makes ES256 keys only, asked for RS256 only, rejects with NotSupportedError
# (WebAuthn, 6.3.2, step 2).
#
# Seen: it answers with an ES256 key whatever was offered, so a page whose list of algorithms is wrong passes its tests.
# The virtual authenticator of the DevTools protocol keeps to the list: RS256 for RS256, an error for ES512.
#
# Version: Chromium 153.0.8010.0 of the npm package @sparticuz/chromium (Linux, x64), playwright-core 1.64.1; the same
# with Debian's 156.0.8078.108 (CHROMIUM=/usr/bin/chromium).
# Source: https://github.com/microsoft/playwright/pull/40849 (ES256 for each key; that the offer is not read is not said)
# and https://www.w3.org/TR/webauthn-3/#sctn-op-make-cred.
# Output: {"playwright":{"ES256":-7,"RS256":-7,"ES512":-7},"devtools":{"ES256":-7,"RS256":-257,"ES512":"NotAllowedError"}}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund playwright-core@1.64.1 @sparticuz/chromium@153.0.0
cat >"$folder/run.mjs" <<'END'
import { createServer } from 'node:http';
import { openChromium } from './chromium.mjs';

const server = createServer((request, response) => response.setHeader('Content-Type', 'text/html').end('<p>page'));
await new Promise((resolve) => server.listen(0, 'localhost', resolve));
const browser = await openChromium();
/** The algorithm of the passkey that is made when only `offered` is acceptable, or the name of the error. */
const create = (page, offered) =>
  page.evaluate(async (alg) => {
    const publicKey = {
      challenge: new Uint8Array(32),
      rp: { name: 'Example' },
      user: { id: new Uint8Array([7]), name: 'ada', displayName: 'Ada' },
      pubKeyCredParams: [{ type: 'public-key', alg }],
    };
    return navigator.credentials.create({ publicKey }).then(
      (credential) => credential.response.getPublicKeyAlgorithm(),
      (error) => error.name,
    );
  }, offered);
const open = async (prepare) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await prepare(context, page);
  await page.goto(`http://localhost:${server.address().port}/`);
  return page;
};
const playwright = await open((context) => context.credentials.install());
const devtools = await open(async (context, page) => {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
});
const seen = { playwright: {}, devtools: {} };
for (const [name, alg] of [['ES256', -7], ['RS256', -257], ['ES512', -36]]) {
  seen.playwright[name] = await create(playwright, alg);
  seen.devtools[name] = await create(devtools, alg);
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
expected='{"playwright":{"ES256":-7,"RS256":-7,"ES512":-7},"devtools":{"ES256":-7,"RS256":-257,"ES512":"NotAllowedError"}}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
