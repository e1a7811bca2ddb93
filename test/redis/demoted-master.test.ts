import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Network } from '../support/network.js';
import { Closers, freshStorage, onServers, Product } from '../support/product.js';
import { eventually, hasReplicated, type RedisServer, startGroupMember, startReplica } from '../support/servers/index.js';
import { logIn, register, someone } from '../support/visitor.js';

describe.runIf(onServers)('a Redis that becomes a replica while its connections stay', () => {
  const closers = new Closers();
  let first: RedisServer;
  let second: RedisServer;
  let network: Network;
  let product: Product;

  beforeAll(async () => {
    first = await closers.add(startGroupMember(), (server) => server.stop());
    second = await closers.add(startReplica(first), (server) => server.stop());
    network = await closers.add(Network.to(first.url), (way) => way.close());
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    product = await closers.add(Product.on(storage, { REDIS_URL: network.by(first.url) }), (instance) => instance.close());
  });

  afterAll(() => closers.closeAll());

  it('costs one refused login: its address is asked for the present master, who knows all sessions', async () => {
    const visitor = product.visitor();
    const person = someone();
    await register(visitor, person);
    await logIn(visitor, person);
    await eventually('the replica has the session', () => hasReplicated(first));

    network.leadTo(second.url);
    await second.ask((redis) => redis.replicaof('NO', 'ONE'));
    await first.ask((redis) => redis.replicaof('127.0.0.1', second.port));

    const tablet = product.visitor();
    const sendLogin = () => tablet.post('/login', { identifier: person.email, password: person.password }, 'json');
    expect((await sendLogin()).status).toBe(503);
    await eventually('the present master is found', async () => (await sendLogin()).status === 200);
    expect((await visitor.get('/dashboard')).status).toBe(200);
    expect((await visitor.post('/logout', {}, 'json')).status).toBe(204);
  });
});
