#!/usr/bin/env bash
# Guess, written down before the run: `lb_policy round_robin` goes past an upstream that its health check has taken out, and
# answers 503 only when all of them are out. With one of two out, every request is answered by the other.
#
# Seen: of POST requests that come at once, a few are answered with 503 at once, whatever `lb_try_duration` says. All requests
# count one number up, two steps each: two requests at once may each get two numbers of one parity, and both numbers name the
# upstream that is out. A GET is tried again, so only forms are lost. least_conn looks at each upstream and loses none.
#
# Version: caddy 2.6.2-5, Debian's package, unpacked only, asked by Debian's wrk.
# Source: RoundRobinSelection.Select in modules/caddyhttp/reverseproxy/selectionpolicies.go; later versions keep the number that
# they have counted in a variable of their own, and still count once for each step.
# Output: round_robin: some are 503; least_conn: none are 503
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download -qq caddy=2.6.2-5 wrk 2>"$folder/apt.log" && for package in *.deb; do dpkg -x "$package" package; done) || {
  cat "$folder/apt.log" >&2
  exit 1
}
port=${PORT:-18480}
cat >"$folder/Caddyfile" <<END
{
  admin off
  auto_https off
}
(balanced) {
  health_uri /health
  health_interval 100ms
  lb_try_duration 2s
}
http://127.0.0.1:$port {
  reverse_proxy 127.0.0.1:$((port + 2)) 127.0.0.1:$((port + 3)) {
    lb_policy round_robin
    import balanced
  }
}
http://127.0.0.1:$((port + 1)) {
  reverse_proxy 127.0.0.1:$((port + 2)) 127.0.0.1:$((port + 3)) {
    lb_policy least_conn
    import balanced
  }
}
http://127.0.0.1:$((port + 2)) {
  respond "signed in"
}
http://127.0.0.1:$((port + 3)) {
  respond 503
}
END
cat >"$folder/post.lua" <<'END'
wrk.method = "POST"
wrk.body = "password=example"
END
HOME="$folder" "$folder/package/usr/bin/caddy" run --adapter caddyfile --config "$folder/Caddyfile" 2>"$folder/caddy.log" &
caddy=$!
trap 'kill "$caddy" 2>/dev/null || true; wait "$caddy" || true; rm -rf "$folder"' EXIT
# The upstream that is out is known to be out when a row of requests has been answered.
for _ in $(seq 100); do
  answers=$(curl -s -o "$folder/answer" -w '%{http_code}\n' -d password=example "http://127.0.0.1:$((port + 1))/?[1-20]" || true)
  [ "$(grep -c '^200$' <<<"$answers")" = 20 ] && break
  sleep 0.1
done
refused() {
  "$folder/package/usr/bin/wrk" -t2 -c64 -d5 -s "$folder/post.lua" "http://127.0.0.1:$1/" | grep -q 'Non-2xx' && echo some || echo none
}
seen="round_robin: $(refused "$port") are 503; least_conn: $(refused $((port + 1))) are 503"
expected='round_robin: some are 503; least_conn: none are 503'
echo "$seen"
if [ "$seen" != "$expected" ]; then
  echo "The behaviour changed: expected $expected" >&2
  exit 1
fi
