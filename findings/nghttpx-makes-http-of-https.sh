#!/usr/bin/env bash
# Guess, from memory: a reverse proxy rewrites a Location only where it leads to the address of its backend, as nginx'
# proxy_redirect and Apache's ProxyPassReverse do, and only in a redirect.
#
# Seen: nghttpx takes every Location with the host that the client asked for, whatever its scheme and the status of the answer, and
# gives it the client's scheme: the redirect from http to https leads to http again, without end, unless no-location-rewrite is set.
#
# Version: nghttp2-proxy 1.52.0-1+deb12u3, Debian's package, unpacked only.
# Source: nghttp2's src/http2.cc, `rewrite_location_uri` ("We just rewrite scheme and authority"), called for each answer by
# `Downstream::rewrite_location_response_header`; the manual says of --no-location-rewrite only "Don't rewrite location header field".
# Output: default: 307 http://www.example.org/login, 200 http://www.example.org/login; no-location-rewrite: 307 https://www.example.org/login, 200 https://www.example.org/login
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
(cd "$folder" && apt-get download -qq nghttp2-proxy=1.52.0-1+deb12u3 libev4 libc-ares2 libjemalloc2 libnghttp2-14 2>"$folder/apt.log" &&
  for package in *.deb; do dpkg -x "$package" package; done) || {
  cat "$folder/apt.log" >&2
  exit 1
}
export LD_LIBRARY_PATH="$folder/package/usr/lib/x86_64-linux-gnu"
cat >"$folder/backend.mjs" <<'JS'
import { createServer } from 'node:http';
createServer((request, response) => {
  response.writeHead(Number(request.url.slice(1)), { Location: 'https://www.example.org/login' }).end();
}).listen(process.argv[2]);
JS
node "$folder/backend.mjs" "$folder/backend.sock" &
backend=$!
for _ in $(seq 100); do [ -S "$folder/backend.sock" ] && break; sleep 0.1; done
trap 'kill "$backend" 2>/dev/null || true; rm -rf "$folder"' EXIT
ask() {
  "$folder/package/usr/sbin/nghttpx" --conf=/dev/null "--frontend=unix:$folder/front.sock;no-tls" "--backend=unix:$folder/backend.sock;/" --workers=1 "$@" >"$folder/log" 2>&1 &
  local front=$! answers='' status
  for _ in $(seq 100); do curl -s -o /dev/null --unix-socket "$folder/front.sock" http://www.example.org/200 && break; sleep 0.1; done
  for status in 307 200; do
    answers="$answers${answers:+, }$(curl -s -o /dev/null -w '%{http_code} %header{location}' --unix-socket "$folder/front.sock" "http://www.example.org/$status")"
  done
  kill "$front"
  wait "$front" || true
  rm -f "$folder/front.sock"
  echo "$answers"
}
seen="default: $(ask); no-location-rewrite: $(ask --no-location-rewrite)"
http='307 http://www.example.org/login, 200 http://www.example.org/login'
expected="default: $http; no-location-rewrite: ${http//http:/https:}"
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
