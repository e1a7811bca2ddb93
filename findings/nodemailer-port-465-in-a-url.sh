#!/usr/bin/env bash
# Guess, written down before the run: port 465 means TLS from the first byte, as the documentation says
# ("If port 465 is specified, secure defaults to true"), and `smtp://mail.example:465` is only another
# way to write `{ host: 'mail.example', port: 465 }`: both begin with a TLS handshake.
#
# Seen: the object means TLS, the URL plain text: a URL with `smtp:` sets `secure: false`, and the rule for port 465
# looks only where `secure` is undefined. The connection then waits for a greeting that a TLS server never sends.
# Only `smtps:` is TLS from the first byte.
#
# Version: nodemailer 10.6.1.
# Source: https://nodemailer.com/smtp/ ("Connection options") against the package's own
# dist/esm/shared/index.js (`parseConnectionUrl`) and dist/cjs/smtp-connection/index.js (`typeof this.options.secure`).
# Output: {"object":"TLS to port 465","url":"plain text to port 465","smtps url":"TLS to port 465"}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --ignore-scripts --no-audit --no-fund nodemailer@10.6.1
cat >"$folder/run.mjs" <<'END'
import net from 'node:net';
import tls from 'node:tls';
import nodemailer from 'nodemailer';

// Port 465 needs root, so the two ways to open a connection are only watched, never let out.
let opened;
for (const [name, module] of [['plain text', net], ['TLS', tls]]) {
  module.connect = (options) => {
    opened ??= `${name} to port ${options.port}`;
    const socket = new net.Socket();
    setImmediate(() => socket.destroy(new Error('watched')));
    return socket;
  };
}
const seen = {};
for (const [name, target] of [
  ['object', { host: '127.0.0.1', port: 465 }],
  ['url', 'smtp://127.0.0.1:465'],
  ['smtps url', 'smtps://127.0.0.1:465'],
]) {
  opened = undefined;
  await nodemailer.createTransport(target).verify().catch(() => {});
  seen[name] = opened;
}
console.log(JSON.stringify(seen));
END
expected='{"object":"TLS to port 465","url":"plain text to port 465","smtps url":"TLS to port 465"}'
seen=$(node "$folder/run.mjs")
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
