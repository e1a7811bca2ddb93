import { Client } from '../support/client.ts';
import { type Latencies, openLoop } from '../support/open-loop.ts';
import { NAME_MARK, signedInVisitors } from '../support/people.ts';
import { migrate, type RunningProduct, startProduct } from '../support/product.ts';
import { privateServers } from '../support/servers.ts';

/** How often somebody else asks for a page while others log in. */
const PAGES_PER_SECOND = 100;

export const PEOPLE = 32;

export interface HashingSite extends RunningProduct {
  readonly cookies: readonly string[];
  /** The pages of people who have nothing to do with any login, for so long. */
  pagesOfOthers(seconds: number): Promise<Latencies>;
}

/** The product with a queue that a hundred logins fit into, and people who are signed in. */
export async function startHashingSite(cost: number): Promise<HashingSite> {
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database(`hashing_${cost}`), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const product = await startProduct(stores, { env: { BCRYPT_COST: String(cost), HASH_QUEUE: '200' } });
  const cookies = await signedInVisitors(product, PEOPLE);
  const client = new Client(product.origin);
  const page = async (turn: number): Promise<void> => {
    const headers = { accept: 'text/html', cookie: cookies[turn % cookies.length] ?? '' };
    const { status, text } = await client.ask('/dashboard', { headers });
    if (status !== 200 || !text.includes(NAME_MARK)) throw new Error(`a wrong page: ${status}`);
  };
  return { ...product, cookies, pagesOfOthers: (seconds) => openLoop(PAGES_PER_SECOND, seconds, page) };
}
