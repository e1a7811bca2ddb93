import { Client } from '../support/client.ts';
import { signedInVisitors } from '../support/people.ts';
import { migrate, type ProductOptions, startProduct, type Stores } from '../support/product.ts';
import type { Servers } from '../support/servers.ts';
import type { Contestant } from './contestant.ts';

/** The product on stores of its own, the Redis database `place` among them, with `visitors` people signed in. */
export async function startGatehouse(
  servers: Servers,
  visitors: number,
  options: ProductOptions = {},
  place = 0,
): Promise<Contestant & { readonly stores: Stores }> {
  const { name = 'gatehouse' } = options;
  const stores = { databaseUrl: await servers.database(name), redisUrl: await servers.redis(place) };
  await migrate(stores, options.folder);
  const product = await startProduct(stores, options);
  const cookies = await signedInVisitors(product, visitors);
  const client = new Client(product.origin);
  const front = (await client.ask('/', { headers: { accept: 'text/html' } })).text;
  const stylesheet = /\/assets\/gatehouse\.[0-9a-f]+\.css/.exec(front)?.[0] ?? '';
  const verify = await client.ask('/auth/verify', { headers: { cookie: cookies[0] ?? '' } });
  client.close();
  return {
    name,
    stores,
    ...product,
    cookies,
    paths: {
      page: '/dashboard',
      json: '/profile',
      session: '/session',
      front: '/',
      static: stylesheet,
      probe: '/health/live',
      ...(verify.status === 204 && { verify: '/auth/verify' }),
    },
  };
}
