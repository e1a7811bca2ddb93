import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, Network } from '../support/network.js';
import { Closers } from '../support/product.js';
import { answers, eventually, PostgresServer, ProductProcess, RedisServer, startProcess } from '../support/servers/index.js';
import { type Answer, logIn, type Person, signIn, Visitor } from '../support/visitor.js';
import { production } from './servers.js';

/** What is promised: an answer within 2 s, and 2 s after a store's return all is as before. */
const PROMISED = 2_000;

const closers = new Closers();
let postgres: PostgresServer;
let redis: RedisServer;
let toPostgres: Network;
let toRedis: Network;
let env: Record<string, string>;
let app: ProductProcess;

beforeAll(async () => {
  postgres = await closers.add(PostgresServer.start(), (server) => server.stop());
  redis = await closers.add(RedisServer.start(), (server) => server.stop());
  toPostgres = await closers.add(Network.to(postgres.url()), (network) => network.close());
  toRedis = await closers.add(Network.to(redis.url), (network) => network.close());
  env = production({ DATABASE_URL: toPostgres.by(postgres.url()), REDIS_URL: toRedis.by(redis.url) });
  app = await closers.add(startProcess(env), (product) => product.stop());
});

afterAll(() => closers.closeAll());

type Step = () => unknown;

/** How each store goes away and comes back. Redis keeps its sessions on disk, as one with persistence does. */
const WAYS: [string, Record<'redis' | 'postgresql', [Step, Step]>][] = [
  [
    'stopped',
    {
      redis: [() => redis.keep().then(() => redis.kill()), () => redis.run()],
      postgresql: [() => postgres.kill(), () => postgres.run()],
    },
  ],
  ['frozen', { redis: [() => redis.freeze(), () => redis.thaw()], postgresql: [() => postgres.freeze(), () => postgres.thaw()] }],
  [
    'behind a network that swallows packets',
    { redis: [() => toRedis.silence(), () => toRedis.open()], postgresql: [() => toPostgres.silence(), () => toPostgres.open()] },
  ],
];

describe.each(WAYS)('%s', (_way, { redis: [redisGoes, redisReturns], postgresql: [postgresGoes, postgresReturns] }) => {
  let person: Person;
  let signedIn: Visitor;
  let tablet: Visitor;

  beforeAll(async () => {
    [signedIn, tablet] = [new Visitor(app.url), new Visitor(app.url)];
    person = await signIn(signedIn);
    await logIn(tablet, person, 'json', { remember: true });
    tablet.cookies.delete('session');
    await signedIn.get('/dashboard');
  });

  it('Redis costs nobody a session, and no request more than 2 s', async () => {
    const said = lines();
    await redisGoes();
    for (let turn = 0; turn < 20; turn += 1) {
      const visits = Array.from({ length: 20 }, (_, place) => inTime((place % 2 === 0 ? signedIn : tablet).get('/dashboard')));
      for (const { status, headers, setCookies } of await Promise.all(visits)) {
        expect([status, headers.get('retry-after'), setCookies]).toEqual([503, '2', []]);
      }
    }
    expect((await inTime(signedIn.post('/logout'))).status).toBe(503);
    await expectGuestsServed({ postgresql: 'up', redis: 'down' });
    await redisReturns();
    await ready();
    for (const visitor of [signedIn, tablet]) expect((await visitor.get('/dashboard')).text).toContain(person.username);
    expect(said()).toEqual(['redis is away', 'redis is back']);
  });

  it('PostgreSQL lets people browse and log out, and costs no request more than 2 s', async () => {
    tablet.cookies.delete('session');
    const leaver = signedIn.copy();
    const said = lines();
    await postgresGoes();
    for (let turn = 0; turn < 20; turn += 1) {
      const visits = await Promise.all(Array.from({ length: 10 }, () => inTime(signedIn.get('/dashboard'))));
      expect(visits.map(({ status }) => status)).toEqual(visits.map(() => 200));
      const restores = await Promise.all(Array.from({ length: 10 }, () => inTime(tablet.get('/dashboard'))));
      for (const { status, setCookies } of restores) expect([status, setCookies]).toEqual([503, []]);
    }
    expect((await inTime(logIn(new Visitor(app.url), person))).status).toBe(503);
    expect((await inTime(leaver.post('/logout', {}, 'json'))).status).toBe(204);
    expect((await inTime(signedIn.get('/dashboard', 'json'))).status).toBe(401);
    await expectGuestsServed({ postgresql: 'down', redis: 'up' });
    await postgresReturns();
    await ready();
    expect((await tablet.get('/dashboard')).text).toContain(person.username);
    expect((await logIn(signedIn, person)).status).toBe(200);
    expect(said()).toEqual(['postgresql is away', 'postgresql is back']);
  });
});

describe('both', () => {
  it('leave pages that say so, a process that stays, and a start that waits and says what for', async () => {
    const visitor = new Visitor(app.url);
    const person = await signIn(visitor);
    await redis.keep();
    await Promise.all([redis.kill(), postgres.kill()]);
    expect((await inTime(visitor.get('/dashboard'))).text).toContain('<h1');
    await expectGuestsServed({ postgresql: 'down', redis: 'down' });

    const late = new ProductProcess({ ...env, HOST: '127.0.0.1', PORT: String(await freePort()) });
    await closers.add(Promise.resolve(late), (program) => program.stop());
    const waitsFor = (store: string) =>
      eventually(`it waits for ${store}`, () => late.lines.join().includes(`waiting for ${store}`), late);
    await waitsFor('PostgreSQL');
    await postgres.run();
    await waitsFor('Redis');
    await redis.run();
    await eventually('it has started', () => answers(`${late.url}/health/ready`), late);

    expect(app.hasEnded).toBe(false);
    await ready();
    for (const { url } of [app, late]) expect((await visitor.copy(url).get('/dashboard')).text).toContain(person.username);
  });
});

async function inTime(answer: Promise<Answer>): Promise<Answer> {
  const begun = performance.now();
  const got = await answer;
  expect(performance.now() - begun).toBeLessThan(PROMISED);
  return got;
}

async function ready(): Promise<void> {
  const begun = performance.now();
  await eventually('the product is ready again', () => answers(`${app.url}/health/ready`), app);
  expect(performance.now() - begun).toBeLessThan(PROMISED);
}

async function expectGuestsServed(checks: Record<string, string>): Promise<void> {
  for (const path of ['/', '/login', '/register', '/health/live', '/health/serving']) {
    expect([path, (await inTime(new Visitor(app.url).get(path))).status]).toEqual([path, 200]);
  }
  const { status, json } = await inTime(new Visitor(app.url).get('/health/ready'));
  expect([status, json['checks']]).toEqual([503, checks]);
}

/** What the log says from now on, but for the requests themselves and the deeds of people. */
function lines(): () => unknown[] {
  const before = app.log.length;
  return () => app.log.slice(before).flatMap(({ level, msg }) => (level === 'info' ? [] : [msg]));
}
