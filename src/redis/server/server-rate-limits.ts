import type { Cluster, Redis } from 'ioredis';
import { type Limit, MOST_LIMITS } from '../../config/settings.js';
import type { CircuitBreaker } from '../../outages/circuit-breaker.js';
import { rateLimitKey } from '../keys.js';
import { RateLimitWindows, type RateLimited, type ConsumedWindows } from '../rate-limit-windows.js';

/**
 * Counts a try. KEYS: the windows of a count; ARGV: the limit of each, and its length in milliseconds. A value that
 * is no number, or expires later than any window could, is not ours: it is removed, or it would be a fault, or a
 * refusal, at every try for ever.
 */
const CONSUME = `
  local function taken(key, length)
    local places = redis.call('MGET', key)[1]
    local left = redis.call('PTTL', key)
    if places and string.match(places, '^%d+$') and left >= 0 and left <= length then return tonumber(places) end
    redis.call('UNLINK', key)
    return 0
  end
  local full = 0
  for nth, key in ipairs(KEYS) do
    if taken(key, tonumber(ARGV[2 * nth])) >= tonumber(ARGV[2 * nth - 1]) then
      full = math.max(full, redis.call('PTTL', key), 1)
    end
  end
  if full > 0 then return {'full', full} end
  local ends = {}
  for nth, key in ipairs(KEYS) do
    if not redis.call('SET', key, 1, 'PX', ARGV[2 * nth], 'NX') then redis.call('INCR', key) end
    ends[nth] = redis.call('PEXPIRETIME', key)
  end
  return ends`;

/** Refunds a try. KEYS: the windows of a count; ARGV: when they were to expire at the time of the try. */
const REFUND = `
  for nth, key in ipairs(KEYS) do
    if redis.call('PEXPIRETIME', key) == tonumber(ARGV[nth]) then
      local places = redis.pcall('DECR', key)
      if type(places) == 'table' or places <= 0 then redis.call('UNLINK', key) end
    end
  end`;

const SCRIPTS = { Consume: CONSUME, Refund: REFUND };

type Reply = { Consume: number[] | ['full', number]; Refund: null };

/** Keeps the counts on a Redis server: all windows of a count share a slot, so one script is one step on a Cluster too. */
export class ServerRateLimits extends RateLimitWindows {
  constructor(
    private readonly client: Redis | Cluster,
    private readonly breaker: CircuitBreaker,
  ) {
    super();
    // All scripts are defined before the first is sent, because a pipeline knows the commands of the time when it was
    // begun. There is one for each number of windows, because ioredis would see a key in a first argument that counts
    // keys, and look up its slot.
    for (let windows = 1; windows <= MOST_LIMITS; windows += 1) {
      for (const [name, lua] of Object.entries(SCRIPTS))
        client.defineCommand(commandName(name, windows), { numberOfKeys: windows, lua });
    }
  }

  async consume(count: string, limits: readonly Limit[]): Promise<ConsumedWindows | RateLimited> {
    const sizes = limits.flatMap(({ count: places, period }) => [places, period]);
    const reply = await this.run('Consume', count, limits, sizes);
    return isRateLimited(reply) ? { retryAfter: reply[1] } : reply;
  }

  async refund(count: string, limits: readonly Limit[], place: ConsumedWindows) {
    await this.run('Refund', count, limits, place);
  }

  async reset(count: string, limits: readonly Limit[]) {
    await this.breaker.run(() => this.client.unlink(limits.map((limit) => rateLimitKey(count, limit))));
  }

  private run<Name extends keyof Reply>(
    name: Name,
    count: string,
    limits: readonly Limit[],
    args: readonly number[],
  ): Promise<Reply[Name]> {
    const keys = limits.map((limit) => rateLimitKey(count, limit));
    // defineCommand adds these methods at run time, which no type can see.
    const client = this.client as unknown as Record<string, (...args: (string | number)[]) => Promise<Reply[Name]>>;
    return this.breaker.run(async () => {
      const command = client[commandName(name, limits.length)];
      if (command === undefined) throw new Error('more limits than commands');
      return command.call(client, ...keys, ...args);
    });
  }
}

const commandName = (name: string, windows: number): string => `gatehouse${name}${windows}`;

function isRateLimited(reply: number[] | ['full', number]): reply is ['full', number] {
  return reply[0] === 'full';
}
