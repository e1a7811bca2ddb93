import type { RedisPort, SessionAddress, SessionEntry } from '../../src/redis/redis-port.js';

/** Puts another record in the place of the one that lives there, whatever it is, as another writer would. */
export async function storeAgain(redis: RedisPort, address: SessionAddress, entry: SessionEntry): Promise<boolean> {
  const { session } = await redis.read(address);
  return session !== null && redis.swap(address, session, entry);
}
