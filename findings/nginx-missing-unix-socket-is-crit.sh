#!/usr/bin/env bash
# Guess, written down before the run: an upstream that is not there is `[error] connect() failed`, over TCP
# and over a Unix socket alike, so `error_log ... crit` keeps request lines (and with them the tokens in a
# query, as in a reset link) out of the log.
#
# Seen: refused over TCP is `error` and stays out; a socket file that is not there (each restart of an upstream that
# unlinks it) is `crit` and is written with the whole request line, query included, twice.
#
# Version: nginx 1.22.1-9+deb12u11, Debian's package, unpacked only.
# Source: src/event/ngx_event_connect.c, `ngx_event_connect_peer`: ECONNREFUSED and a few more are NGX_LOG_ERR, each other
# error of connect(), ENOENT too, is NGX_LOG_CRIT. https://nginx.org/en/docs/ngx_core_module.html#error_log does not say.
# Output: tcp 502, unix 502, written: [crit] connect() to unix: "GET /unix/reset?token=example HTTP/1.1"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
(cd "$folder" && apt-get download -qq nginx=1.22.1-9+deb12u11 2>"$folder/apt.log" && dpkg -x nginx_*.deb package) || {
  cat "$folder/apt.log" >&2
  exit 1
}
cat >"$folder/nginx.conf" <<END
pid $folder/nginx.pid;
error_log $folder/error.log crit;
events {}
http {
  access_log off;
  client_body_temp_path $folder/t1; proxy_temp_path $folder/t2; fastcgi_temp_path $folder/t3;
  uwsgi_temp_path $folder/t4; scgi_temp_path $folder/t5;
  server {
    listen unix:$folder/front.sock;
    location /tcp { proxy_pass http://127.0.0.1:1; }
    location /unix { proxy_pass http://unix:$folder/missing.sock; }
  }
}
END
"$folder/package/usr/sbin/nginx" -e "$folder/error.log" -p "$folder" -c "$folder/nginx.conf" -g 'daemon off; master_process off;' &
nginx=$!
trap 'kill "$nginx" 2>/dev/null || true; wait "$nginx" || true; rm -rf "$folder"' EXIT
for _ in $(seq 100); do [ -S "$folder/front.sock" ] && break; sleep 0.1; done
ask() { curl -s -o "$folder/answer" -w '%{http_code}' --unix-socket "$folder/front.sock" "http://localhost/$1/reset?token=example"; }
seen="tcp $(ask tcp), unix $(ask unix), written:"
seen="$seen $(sed -E 's/.*(\[[a-z]+\]).*(connect\(\) to [a-z]+:).*request: ("[^"]*").*/\1 \2 \3/' "$folder/error.log")"
expected='tcp 502, unix 502, written: [crit] connect() to unix: "GET /unix/reset?token=example HTTP/1.1"'
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
