import { Client } from '../support/client.ts';
import { signedInVisitors } from '../support/people.ts';
import { migrate, type ProductOptions, startProduct, type Stores } from '../support/product.ts';
import type { Servers } from '../support/servers.ts';
import type { Contestant } from './contestant.ts';

export async function startGatehouse(
  servers: Servers,
  visitors: number,
  options: ProductOptions = {},
): Promise<Contestant & { readonly stores: Stores }> {
  const stores = { databaseUrl: await servers.database('gatehouse'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const product = await startProduct(stores, options);
  const cookies = await signedInVisitors(product, visitors);
  const client = new Client(product.origin);
  const front = (await client.ask('/', { headers: { accept: 'text/html' } })).text;
  const stylesheet = /\/assets\/gatehouse\.[0-9a-f]+\.css/.exec(front)?.[0] ?? '';
  const verify = await client.ask('/auth/verify', { headers: { cookie: cookies[0] ?? '' } });
  client.close();
  return {
    name: 'gatehouse',
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
