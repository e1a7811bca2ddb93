-- The door of haproxy-same-host.cfg: asks Gatehouse about each request of the service before HAProxy passes it on. A 2xx lets
-- it through with the identity that the door gives, and without Gatehouse's cookies; any other answer goes to the client as it
-- is: the redirect to the login page, the 401, the 503.

local IDENTITY = {
  "x-auth-user-id", "x-auth-username", "x-auth-email", "x-auth-email-verified", "x-auth-roles", "x-auth-level", "x-auth-impersonator", "x-auth-signature", "x-auth-signature-v2",
}
local COOKIES = { "session", "own-session", "remember", "flash", "device", "pending", "draft", "trusted", "passkey" }
local OF_ONE_CONNECTION = { ["connection"] = 1, ["content-length"] = 1, ["transfer-encoding"] = 1, ["expect"] = 1, ["upgrade"] = 1 }

-- HAProxy counts the lines of a header from 0.
local function for_another_connection(headers)
  local kept = {}
  for name, values in pairs(headers) do
    if not OF_ONE_CONNECTION[name] then
      kept[name] = {}
      for line = 0, #values do table.insert(kept[name], values[line]) end
    end
  end
  return kept
end

-- With and without __Host- or __Secure-, and COOKIE_NAME_PREFIX between.
local function is_ours(cookie)
  local name = cookie:match("^%s*([^=]-)%s*=") or ""
  local prefixed = name:match("^__Host%-([%w%-]*)$") or name:match("^__Secure%-([%w%-]*)$") or ""
  for _, word in ipairs(COOKIES) do
    if name == word or prefixed:sub(-#word) == word then return true end
  end
  return false
end

local function without_ours(lines)
  local kept = {}
  for line = 0, #lines do
    for cookie in lines[line]:gmatch("[^;]+") do
      if not is_ours(cookie) then table.insert(kept, (cookie:match("^%s*(.-)%s*$"))) end
    end
  end
  return table.concat(kept, "; ")
end

core.register_action("gatehouse-door", { "http-req" }, function(txn)
  local asked = for_another_connection(txn.http:req_get_headers())
  asked["x-forwarded-method"] = { txn.sf:method() }
  asked["x-forwarded-uri"] = { txn.sf:pathq() }
  -- HAProxy would name itself where a program names nothing, and Gatehouse take it for another client in that session.
  asked["user-agent"] = asked["user-agent"] or { "" }
  local answer = core.httpclient():get({ url = "http://door/auth/verify", dst = "unix@/run/haproxy/gatehouse-door.sock", headers = asked, timeout = 5000 })

  if answer.status < 200 or answer.status > 299 then
    txn:done(txn:reply({ status = answer.status, headers = for_another_connection(answer.headers), body = answer.body }))
    return
  end
  for _, name in ipairs(IDENTITY) do
    if answer.headers[name] then txn.http:req_set_header(name, answer.headers[name][0]) end
  end
  local cookies = without_ours(txn.http:req_get_headers()["cookie"] or { [0] = "" })
  txn.http:req_del_header("cookie")
  if cookies ~= "" then txn.http:req_add_header("cookie", cookies) end
end)
