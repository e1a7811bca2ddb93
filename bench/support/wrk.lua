-- wrk's side of support/wrk.ts: sends the prepared requests in turn, checks every answer, prints one line of JSON.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  expected, marker, wrong, place = tonumber(args[2]), args[3] or '', 0, 0
  requests = {}
  local file = io.open(args[1])
  for line in file:lines() do
    local path, accept, cookie = line:match('^(%S+)\t([^\t]+)\t(.*)$')
    local headers = { Accept = accept, ['User-Agent'] = 'gatehouse-bench' }
    if cookie ~= '' then headers.Cookie = cookie end
    table.insert(requests, wrk.format('GET', path, headers))
  end
  file:close()
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function response(status, headers, body)
  if status ~= expected or (marker ~= '' and not body:find(marker, 1, true)) then wrong = wrong + 1 end
end

function done(summary, latency, _)
  local refused = 0
  for _, thread in ipairs(threads) do refused = refused + thread:get('wrong') end
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"wrong":%d,"errors":%d,"p50":%f,"p99":%f,"p999":%f}\n',
    summary.requests, summary.duration, refused, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000))
end
