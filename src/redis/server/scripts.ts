import { CHANGING, REPLACED, TOMBSTONE } from '../redis-port.js';

/*
 * Atomic steps, each on the keys of one account. KEYS[1] is a session, KEYS[2] the account's index;
 * ARGV: record, ends at, keep until, now (milliseconds), hash of the session id.
 * A key that holds another kind of value than ours is as good as none: WRONGTYPE would be a fault at every
 * request of that account, for as long as the key lives.
 */

/** Returns the text of a key; false where there is none, or no text. */
const text = (key: string) => `redis.call('MGET', ${key})[1]`;

const orNoIndex = (key: string) => `if redis.call('TYPE', ${key}).ok ~= 'zset' then redis.call('UNLINK', ${key}) end`;

/** Removes a few at a time, because an index may have thousands that expired, and Redis does nothing else meanwhile. */
const forgetEnded = (key: string, now: string) => `
  local ended = redis.call('ZRANGEBYSCORE', ${key}, '-inf', ${now}, 'LIMIT', 0, 100)
  if #ended > 0 then redis.call('ZREM', ${key}, unpack(ended)) end`;

const INDEX = `
  ${orNoIndex('KEYS[2]')}
  ${forgetEnded('KEYS[2]', 'ARGV[4]')}
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[5])
  if redis.call('PEXPIRETIME', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIREAT', KEYS[2], ARGV[3]) end
  return 1`;

const LIVES = (variable: string) => `${variable} and string.sub(${variable}, 1, 1) ~= '${TOMBSTONE}'`;

/** Starts a session: the key must not exist. */
export const START = `
  if not redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[3], 'NX') then return 0 end
  ${INDEX}`;

/** Overwrites a loaded session only by itself, or a slow request would bring a revoked one back. ARGV[6] is what was read. */
export const SWAP = `
  if ${text('KEYS[1]')} ~= ARGV[6] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[3])
  ${INDEX}`;

/** Moves a session. KEYS[3]: the session that moves; ARGV[6]: its hash, ARGV[7]: tombstone, ARGV[8]: keep until. */
export const MOVE = `
  local present = ${text('KEYS[3]')}
  if present ~= '${REPLACED}' and not (${LIVES('present')}) then return 0 end
  if not redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[3], 'NX') then return 0 end
  redis.call('SET', KEYS[3], ARGV[7], 'PXAT', ARGV[8])
  ${orNoIndex('KEYS[2]')}
  redis.call('ZREM', KEYS[2], ARGV[6])
  ${INDEX}`;

/** Removes the part of a tombstone that nobody may read any more. KEYS[1]: a session that has moved. */
export const UNSEAL = `
  local present = ${text('KEYS[1]')}
  local unsealed = present and string.match(present, '^(${TOMBSTONE}[^:]*:[^:]*:[^:]*):.')
  if not unsealed then return 0 end
  redis.call('SET', KEYS[1], unsealed, 'KEEPTTL')
  return 1`;

/**
 * Revokes a session; the first reason stays. ARGV: tombstone, keep until, hash, and the only record that may be
 * revoked, if not any.
 */
export const REVOKE = `
  local present = ${text('KEYS[1]')}
  if ARGV[4] and present ~= ARGV[4] then return false end
  ${orNoIndex('KEYS[2]')}
  redis.call('ZREM', KEYS[2], ARGV[3])
  if present and not (${LIVES('present')}) then return false end
  redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
  return present`;

/** Returns how many entries there were, then hash and record of each live one in turn; the others are removed. */
const RECORDS = `
  local listed, keys = { #hashes }, {}
  if #hashes == 0 then return listed end
  for place, hash in ipairs(hashes) do keys[place] = ARGV[2] .. hash end
  for place, present in ipairs(redis.call('MGET', unpack(keys))) do
    if ${LIVES('present')} then
      listed[#listed + 1] = hashes[place]
      listed[#listed + 1] = present
    else
      redis.call('ZREM', KEYS[1], hashes[place])
    end
  end
  return listed`;

/** Lists the sessions that expire first. KEYS[1]: the index; ARGV: now, prefix of session keys, from, how many. */
export const LIST_EARLIEST = `
  ${orNoIndex('KEYS[1]')}
  local hashes = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf', 'LIMIT', ARGV[3], ARGV[4])
  ${RECORDS}`;

export const LIST_LATEST = `
  ${orNoIndex('KEYS[1]')}
  local hashes = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. ARGV[1], 'LIMIT', ARGV[3], ARGV[4])
  ${RECORDS}`;

/**
 * Does the same for many accounts, with one MGET for all. KEYS: their indices; ARGV: now, how many of each, and for each
 * the prefix of its session keys. A list for each: how many entries there were, then hash and record of each live one.
 */
export const LIST_OF_EACH = `
  local lists, hashes, keys, owners = {}, {}, {}, {}
  for place, index in ipairs(KEYS) do
    local found = redis.pcall('ZREVRANGEBYSCORE', index, '+inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
    if found.err then
      redis.call('UNLINK', index)
      found = {}
    end
    lists[place] = { #found }
    for _, hash in ipairs(found) do
      hashes[#hashes + 1], keys[#keys + 1], owners[#owners + 1] = hash, ARGV[place + 2] .. hash, place
    end
  end
  if #keys == 0 then return lists end
  for nth, present in ipairs(redis.call('MGET', unpack(keys))) do
    local list = lists[owners[nth]]
    if ${LIVES('present')} then
      list[#list + 1] = hashes[nth]
      list[#list + 1] = present
    else
      redis.call('ZREM', KEYS[owners[nth]], hashes[nth])
    end
  end
  return lists`;

/** Counts live sessions. KEYS[1]: the index; ARGV: now. */
export const COUNT = `
  ${orNoIndex('KEYS[1]')}
  return redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[1], '+inf')`;

/** Takes a turn. KEYS[1]: whose turn it is; ARGV: turn, keep until, the one that may be passed over. */
export const TAKE_TURN = `
  local holder = ${text('KEYS[1]')}
  if holder and holder ~= ARGV[3] then return holder end
  redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
  return false`;

/** Ends a turn. KEYS[1]: whose turn it is; ARGV: turn. */
export const END_TURN = `
  if ${text('KEYS[1]')} == ARGV[1] then redis.call('DEL', KEYS[1]) end
  return 1`;

/** Stores a principal at KEYS[1]; ARGV: entry, version, keep until, "1" after a change. Unreadable entries are replaced. */
export const PUT_PRINCIPAL = `
  local present = ${text('KEYS[1]')}
  if present == '${CHANGING}' and ARGV[4] ~= '1' then return 0 end
  local version = present and tonumber(string.match(present, '^(%d+)|'))
  if version and version > tonumber(ARGV[2]) then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[3])
  return 1`;
