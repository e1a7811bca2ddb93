import { afterEach, describe, expect, it, vi } from 'vitest';
import { Closers, type Environment, freshStorage, onServers, Product } from '../support/product.js';
import { PgBouncer, PostgresServer } from '../support/servers/index.js';
import { Greetings } from './greetings.js';
import { MailServer } from './mail-server.js';

const closers = new Closers();
afterEach(() => closers.closeAll());

const eventually = (fact: () => void | Promise<void>) => vi.waitFor(fact, { timeout: 45_000, interval: 20 });

const sorted = ({ taken }: MailServer) => taken.flatMap(({ to }) => to).toSorted();

async function storageAndServer() {
  const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  const server = await closers.add(MailServer.away(), (made) => made.close());
  const env = { MAIL_URL: server.url, MAIL_FROM: 'no-reply@mail.example.org' };
  const start = (more: Environment = {}) => Product.on(storage, { ...env, ...more }, [Greetings]);
  return { server, start };
}

const greet = (product: Product, to: string, count = 1) =>
  product.visitor().post('/test-greeting', { to, names: Array.from({ length: count }, (_, place) => `n${place}`) }, 'json');

it('a mail outlives the instance that it was caused on', async () => {
  const { server, start } = await storageAndServer();
  const first = await start();
  expect((await greet(first, 'ann@example.org')).status).toBe(202);
  await first.close();
  await server.open();
  await closers.add(start(), (product) => product.close());
  await eventually(() => expect(sorted(server)).toEqual(['ann@example.org']));
});

describe.runIf(onServers)('of two instances', () => {
  it('each sends, and no mail is sent by both', async () => {
    const { server, start } = await storageAndServer();
    const [here, there] = [
      await closers.add(start(), (product) => product.close()),
      await closers.add(start(), (product) => product.close()),
    ];
    await server.open();
    await Promise.all([greet(here, 'here@example.org', 60), greet(there, 'there@example.org', 60)]);
    await eventually(() => expect(server.taken.length).toBeGreaterThanOrEqual(120));
    const expected = ['here', 'there'].flatMap((name) => Array.from({ length: 60 }, () => `${name}@example.org`));
    expect(sorted(server)).toEqual(expected);
  });

  it('behind PgBouncer in transaction mode, the same', async () => {
    const postgres = await closers.add(PostgresServer.start(), (started) => started.stop());
    const pooler = await closers.add(PgBouncer.start(postgres, { pool_mode: 'transaction', default_pool_size: 4 }), (started) =>
      started.stop(),
    );
    const { server, start } = await storageAndServer();
    await server.open();
    const env = { DATABASE_URL: pooler.url(), MIGRATION_DATABASE_URL: postgres.url() };
    const [here, there] = [
      await closers.add(start(env), (product) => product.close()),
      await closers.add(start(env), (product) => product.close()),
    ];
    await Promise.all([greet(here, 'here@example.org', 30), greet(there, 'there@example.org', 30)]);
    await eventually(() => expect(server.taken.length).toBeGreaterThanOrEqual(60));
    const expected = ['here', 'there'].flatMap((name) => Array.from({ length: 30 }, () => `${name}@example.org`));
    expect(sorted(server)).toEqual(expected);
  });
});
