#!/usr/bin/env bash
# Guess, written down before the run: a security key that can keep passkeys but knows no PIN makes one for
# `residentKey: 'required'` with `userVerification: 'preferred'` or `'discouraged'`: WebAuthn's two wishes are
# independent (Level 3, 5.4.4), and CTAP 2.0 lets `rk` stand without `uv`.
#
# Seen: `required` is refused with NotAllowedError at once, as if the person had declined, whatever is wished of the
# verification; only what is not discoverable is made. Chromium 156 refuses `preferred` too, so that a site whose
# people have such keys must say `discouraged`: `preferred` no longer means "or else without".
#
# Version: Chromium 153.0.8010.0 of the npm package @sparticuz/chromium (Linux, x64), playwright-core 1.64.1. Debian's
# 156.0.8078.108 (CHROMIUM=/usr/bin/chromium) differs at `preferred`, so the script fails with it.
# Source: device/fido/make_credential_request_handler.cc, `SpecializeRequestForAuthenticator`, decides what a key is
# asked for from both wishes and from what it can do.
# Output: required NotAllowedError, preferred and discouraged "not discoverable", with both wishes of verification
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund playwright-core@1.64.1 @sparticuz/chromium@153.0.0
cat >"$folder/run.mjs" <<'END'
import { createServer } from 'node:http';
import { openChromium } from './chromium.mjs';

const server = createServer((request, response) => response.setHeader('Content-Type', 'text/html').end('<title>key</title>'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await openChromium();
const seen = {};
for (const residentKey of ['required', 'preferred', 'discouraged']) {
  for (const userVerification of ['preferred', 'discouraged']) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://localhost:${server.address().port}/`);
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', transport: 'usb', hasResidentKey: true, hasUserVerification: false };
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...options, automaticPresenceSimulation: true },
    });
    const outcome = await page.evaluate(create, { residentKey, userVerification });
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    const made = credentials.map(({ isResidentCredential }) => (isResidentCredential ? 'passkey' : 'not discoverable'));
    seen[`${residentKey}, ${userVerification}`] = made[0] ?? outcome;
    await context.close();
  }
}
console.log(JSON.stringify(seen));
await browser.close();
server.close();

/** Runs in the page. */
function create(authenticatorSelection) {
  const publicKey = {
    rp: { name: 'Site' },
    user: { id: new Uint8Array(16), name: 'ada', displayName: 'Ada' },
    challenge: new Uint8Array(32),
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection,
    timeout: 20_000,
  };
  return navigator.credentials.create({ publicKey }).then(
    () => 'made',
    ({ name }) => name,
  );
}
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
expected='{"required, preferred":"NotAllowedError","required, discouraged":"NotAllowedError","preferred, preferred":"not discoverable","preferred, discouraged":"not discoverable","discouraged, preferred":"not discoverable","discouraged, discouraged":"not discoverable"}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
