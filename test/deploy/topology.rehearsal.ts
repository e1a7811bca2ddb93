import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { answers, eventually, ProductProcess, startProcess } from '../support/servers/index.js';
import { logIn, type Person, register, signIn, someone, Visitor } from '../support/visitor.js';
import { compose, GIVEN } from './compose-file.js';
import type { Places } from './delivered.js';
import { Nginx } from './nginx.js';
import { emptyServers, type Servers } from './servers.js';
import { Traffic } from './traffic.js';

/** Headers of the one proxy that is trusted. */
const FORWARDED = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'www.example.org' };

let servers: Servers;
let ports: [number, number];
let places: Places;
let nginx: Nginx;
let front: string;
let env: Record<string, string>;
const apps: ProductProcess[] = [];

/** The environment that docker-compose.yml gives to both instances, with the addresses of this machine. */
function environment(): Record<string, string> {
  const delivered = compose({ ...GIVEN, PUBLIC_URL: front }).services['app1']?.environment ?? {};
  return { ...delivered, ...servers.env, TRUST_PROXY: '127.0.0.1', BCRYPT_COST: '10' };
}

const startApp = (place: 0 | 1) => startProcess({ ...env, PORT: String(ports[place]) });

beforeAll(async () => {
  servers = await emptyServers();
  ports = [await freePort(), await freePort()];
  places = { port: await freePort(), tlsPort: await freePort(), instances: [{ port: ports[0] }, { port: ports[1] }] };
  front = `http://127.0.0.1:${places.port}`;
  env = environment();
});

afterAll(async () => {
  await Promise.all([nginx, ...apps].map((program) => program?.stop()));
  nginx?.remove();
  await servers?.remove();
});

describe('the delivered topology', () => {
  it('has a configuration that nginx takes without a warning', async () => {
    const { code, said } = await Nginx.test(places);
    expect(said).not.toMatch(/\[(warn|error|emerg)\]/);
    expect(said).toContain('test is successful');
    expect(code).toBe(0);
  });

  it('refuses to start on an empty database, and starts after the migration', async () => {
    const early = new ProductProcess({ ...env, PORT: String(ports[0]) });
    expect(await early.exited).toBe(1);
    expect(early.errors.join('\n')).toContain('npm run migrate');

    const migration = new ProductProcess(env, 'console/migrate.js');
    expect(await migration.exited).toBe(0);
    expect(migration.lines.join('\n')).toMatch(/^Applied: /);

    apps.push(...(await Promise.all([startApp(0), startApp(1)])));
    nginx = Nginx.start(places);
    await eventually('nginx passes requests on', () => answers(`${front}/health/ready`), nginx);
  });

  it('serves one visitor from both instances', async () => {
    const visitor = new Visitor(front);
    const person = someone();
    expect((await register(visitor, person)).status).toBe(201);
    expect((await logIn(visitor, person)).status).toBe(200);
    for (let turn = 0; turn < 6; turn += 1) expect((await visitor.get('/dashboard')).text).toContain(person.username);
    for (const app of apps) await logged([app], ({ path, status }) => path === '/dashboard' && status === 200);
  });

  it('knows a session, and its end, at the other instance too', async () => {
    const [one, other] = apps.map(({ url }) => new Visitor(url, FORWARDED)) as [Visitor, Visitor];
    const person = await signIn(one);
    one.cookies.forEach((value, name) => other.cookies.set(name, value));
    expect((await other.get('/session', 'json')).json).toMatchObject({
      authenticated: true,
      user: { username: person.username },
    });

    expect((await one.post('/logout', {}, 'json')).status).toBe(204);
    expect((await other.get('/session', 'json')).json).toMatchObject({ authenticated: false });
    expect((await other.get('/dashboard', 'json')).status).toBe(401);
  });

  it('believes nginx about the address of a visitor, and no visitor about herself', async () => {
    const liar = new Visitor(front, { ...FORWARDED, 'x-request-id': 'made-up-by-the-visitor' });
    const answer = await liar.get('/');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    const id = answer.headers.get('x-request-id');
    await logged(apps, ({ requestId, address }) => requestId === id && address === '127.0.0.1');
    await logged(apps, ({ path, address }) => path === '/session' && address === '203.0.113.7');
  });

  it('lets the instance answer what is too long', async () => {
    const visitor = new Visitor(front);
    const tooLong = await visitor.post('/login', { identifier: 'x'.repeat(40_000) }, 'json');
    expect([tooLong.status, tooLong.json['code']]).toEqual([413, 'payload_too_large']);
    expect((await visitor.get(`/${'x'.repeat(9_000)}`, 'json')).json).toMatchObject({ status: 414 });
  });
});

describe('an instance that is told to stop', () => {
  it('loses no page, finishes the logins that it has begun, and ends with 0', async () => {
    const direct = Array.from({ length: 5 }, () => new Visitor(apps[0]?.url ?? '', FORWARDED));
    const people: Person[] = await Promise.all(
      direct.map(async (visitor) => {
        const person = someone();
        await register(visitor, person);
        return person;
      }),
    );
    const traffic = new Traffic(await signedIn(front));
    await traffic.goesOn();

    const logins = direct.map((visitor, place) => logIn(visitor, people[place] ?? someone()));
    await Promise.race(logins);
    expect(await apps[0]?.stop()).toBe(0);
    expect((await Promise.all(logins)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);

    await traffic.goesOn();
    apps[0] = await startApp(0);
    await logged(apps.slice(0, 1), ({ path }) => path === '/dashboard');
    expect(await traffic.end()).toEqual({ 200: expect.any(Number) });
  });
});

async function signedIn(origin: string): Promise<Visitor[]> {
  const visitors = Array.from({ length: 8 }, () => new Visitor(origin));
  await Promise.all(visitors.map(signIn));
  return visitors;
}

async function logged(by: readonly ProductProcess[], is: (entry: Record<string, unknown>) => boolean): Promise<void> {
  await eventually('it is in the log', () => by.some(({ log }) => log.some(is)));
}
