import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Closers } from '../support/product.js';
import {
  eventually,
  hasReplicas,
  hasReplicated,
  PostgresServer,
  type ProductProcess,
  RedisCluster,
  RedisSentinel,
  type RedisServer,
  startProcess,
  stopReplication,
} from '../support/servers/index.js';
import { logIn, PASSWORD, register, sessionAddress, signedInCopyOf, someone, Visitor } from '../support/visitor.js';
import { sessionKey } from '../../src/redis/keys.js';
import { production } from './servers.js';
import { Watch } from './watch.js';

/** The longest gap that is promised, in milliseconds. */
const GAP = 5_000;

interface Group {
  readonly url: string;
  /** The master that holds the sessions of this browser. */
  masterOf(visitor: Visitor): Promise<RedisServer>;
  stop(): Promise<void>;
}

const GROUPS: [string, () => Promise<Group>][] = [
  [
    'Sentinel',
    async () => {
      const group = await RedisSentinel.start();
      return { url: group.url, masterOf: () => group.master(), stop: () => group.stop() };
    },
  ],
  [
    'a Cluster with replicas',
    async () => {
      const cluster = await RedisCluster.start({ replicas: 1 });
      const masterOf = (visitor: Visitor) => {
        const { hashTag, hash } = sessionAddress(visitor);
        return cluster.masterOf(sessionKey(hashTag, hash));
      };
      return { url: cluster.url, masterOf, stop: () => cluster.stop() };
    },
  ],
];

const closers = new Closers();
let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await closers.add(PostgresServer.start(), (server) => server.stop());
});

afterAll(() => closers.closeAll());

describe.each(GROUPS)('under %s', (_name, start) => {
  let group: Group;
  let apps: ProductProcess[];

  beforeAll(async () => {
    group = await closers.add(start(), (redis) => redis.stop());
    const env = production({ DATABASE_URL: postgres.url(), REDIS_URL: group.url });
    const startOne = () => closers.add(startProcess(env), (app) => app.stop());
    apps = await Promise.all([startOne(), startOne()]);
  });

  /** Two devices of somebody whose sessions lie on such a master. */
  const devicesOn = async (suits: (master: RedisServer) => boolean | Promise<boolean>): Promise<[Visitor, Visitor]> => {
    for (;;) {
      const devices: [Visitor, Visitor] = [new Visitor(apps[0]?.url ?? ''), new Visitor(apps[0]?.url ?? '')];
      const person = someone();
      await register(devices[0], person);
      await logIn(devices[0], person);
      const master = await group.masterOf(devices[0]);
      // A Sentinel may name the one that has just been killed for a moment longer.
      if (!(await Promise.resolve(suits(master)).catch(() => false))) continue;
      await logIn(devices[1], person);
      for (const device of devices) expect((await device.get('/dashboard')).status).toBe(200);
      return devices;
    }
  };

  /** This asks every instance, with what the browser had before. */
  const everywhere = (visitor: Visitor) => apps.map(({ url }) => signedInCopyOf(visitor, url));

  it.each<[string, 'kill' | 'freeze']>([
    ['that is killed', 'kill'],
    ['that stands still', 'freeze'],
  ])('a master %s costs at most 5 s, no session, and brings none back', async (_how, way) => {
    const keeper = await devicesOn(hasReplicas);
    const master = await group.masterOf(keeper[0]);
    const onIt = () => devicesOn((other) => other === master);
    const [leaver, revoker, changer] = [await onIt(), await onIt(), await onIt()];
    await eventually('the replicas have all of it', () => hasReplicated(master));

    await stopReplication(master);
    const ended = [leaver[0], revoker[1], changer[0], changer[1]].flatMap(everywhere);
    expect((await leaver[0].post('/logout', {}, 'json')).status).toBe(204);
    await revokeOther(revoker[0]);
    const change = { currentPassword: PASSWORD, password: 'a quiet lamp', passwordConfirmation: 'a quiet lamp' };
    expect((await changer[0].post('/settings/password', change, 'json')).status).toBe(200);

    const watch = new Watch([...everywhere(keeper[0]), ...everywhere(leaver[1])]);
    await watch.goesOn();
    if (way === 'kill') await master.kill();
    else master.freeze();
    await watch.hasGap();
    await watch.goesOn();
    expect(await watch.end()).toEqual([200, 503]);
    expect(watch.longestGap).toBeLessThan(GAP);

    for (const visitor of ended) {
      expect((await visitor.get('/dashboard', 'json')).status).toBe(401);
      expect((await visitor.get('/dashboard', 'json')).status).toBe(401);
    }
    for (const visitor of [keeper[1], revoker[0]].flatMap(everywhere)) expect((await visitor.get('/dashboard')).status).toBe(200);
    master.thaw();
  });
});

async function revokeOther(visitor: Visitor): Promise<void> {
  const { sessions } = (await visitor.get('/settings/sessions', 'json')).json;
  const { id } = (sessions as { id: string; current: boolean }[]).find(({ current }) => !current) ?? {};
  expect((await visitor.post(`/settings/sessions/${id}/revoke`, {}, 'json')).status).toBe(200);
}
