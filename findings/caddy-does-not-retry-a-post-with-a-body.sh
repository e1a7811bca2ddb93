#!/usr/bin/env bash
# Guess, written down before the run: with `lb_try_duration` a refused connection is tried again at the next
# upstream for each method and body, for nothing has been sent yet; only failures after the connection are
# limited to GET. So a login posted while one instance restarts is answered by the other.
#
# Seen: GET and an empty POST reach the second upstream, a POST with a body is a 502: the failed attempt closes the body
# before a byte of it was read, and the second finds it closed. A login form always has one.
#
# Version: caddy 2.6.2-5, Debian's package, unpacked only.
# Source: https://github.com/caddyserver/caddy/issues/5454 (2.6.1) and
# https://github.com/caddyserver/caddy/issues/7546 (still so in 2.11.1), fixed by #7547.
# Output: GET 200, POST without a body 200, POST with a body 502: http: invalid Read on closed Body
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download -qq caddy=2.6.2-5 2>"$folder/apt.log" && dpkg -x caddy_*.deb package) || {
  cat "$folder/apt.log" >&2
  exit 1
}
cat >"$folder/Caddyfile" <<END
{
  admin off
  auto_https off
}
(retries) {
  lb_policy first
  fail_duration 10s
  lb_try_duration 2s
  lb_try_interval 50ms
}
http://localhost {
  bind unix/$folder/front.sock
  reverse_proxy /get 127.0.0.1:1 unix/$folder/back.sock {
    import retries
  }
  reverse_proxy /empty 127.0.0.1:2 unix/$folder/back.sock {
    import retries
  }
  reverse_proxy /body 127.0.0.1:3 unix/$folder/back.sock {
    import retries
  }
}
http://:80 {
  bind unix/$folder/back.sock
  respond "signed in"
}
END
HOME="$folder" "$folder/package/usr/bin/caddy" run --adapter caddyfile --config "$folder/Caddyfile" 2>"$folder/caddy.log" &
caddy=$!
trap 'kill "$caddy" 2>/dev/null || true; wait "$caddy" || true; rm -rf "$folder"' EXIT
for _ in $(seq 100); do [ -S "$folder/front.sock" ] && [ -S "$folder/back.sock" ] && break; sleep 0.1; done
ask() {
  local path=$1
  shift
  curl -s -o "$folder/answer" -w '%{http_code}' --unix-socket "$folder/front.sock" "$@" "http://localhost/$path"
}
# Each path has a dead first upstream of its own, so no request profits from what an earlier one found out.
seen="GET $(ask get), POST without a body $(ask empty -X POST -H 'Content-Length: 0'), POST with a body $(ask body -d 'password=example')"
seen="$seen: $(grep -o 'http: invalid Read on closed Body' "$folder/caddy.log" | sort -u)"
expected='GET 200, POST without a body 200, POST with a body 502: http: invalid Read on closed Body'
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
