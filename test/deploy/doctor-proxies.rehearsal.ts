import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REMEDIES, type Topic } from '../../src/doctor/proxies/remedies.js';
import { freePort } from '../support/network.js';
import { Closers } from '../support/product.js';
import { eventually, ProductProcess, startProcess } from '../support/servers/index.js';
import { type Configured, ConfiguredProxy, type ProxyPlaces } from './configured-proxies.js';
import { emptyServers } from './servers.js';

const SECRET = 'the session secret of the instance and of the doctor';
const closers = new Closers();
let places: ProxyPlaces;

beforeAll(async () => {
  const servers = await closers.add(emptyServers(), (both) => both.remove());
  const [front, app] = [await freePort(), await freePort()];
  places = { front, app };
  const common = { ...servers.env, PUBLIC_URL: `https://localhost:${front}`, SESSION_SECRET: SECRET, LOG_LEVEL: 'warn' };
  await new ProductProcess(common, 'console/migrate.js').exited;
  await closers.add(startProcess({ ...common, TRUST_PROXY: '1', PORT: String(app) }), (product) => product.stop());
});

afterAll(() => closers.closeAll());

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false)).once('connect', () => resolve(socket.destroy() !== undefined));
  });
}

/** What the doctor says through this proxy with these lines in its configuration. */
async function consult(name: Configured, lines: readonly string[] = []): Promise<string> {
  const proxy = new ConfiguredProxy(name, places, lines);
  try {
    const listens = async () => (await Promise.all(proxy.ports.map(opens))).every(Boolean);
    await eventually('the proxy listens', async () => proxy.hasEnded || (await listens()));
    const env = { SESSION_SECRET: SECRET, NODE_EXTRA_CA_CERTS: proxy.ca, DATA_DIR: '/nowhere' };
    const doctor = new ProductProcess(env, 'console/doctor.js', [`https://localhost:${places.front}`]);
    await doctor.exited;
    const said = [...doctor.lines, ...doctor.errors].join('\n');
    return /cannot be reached/.test(said) ? `${said}\n${proxy.said}` : said;
  } finally {
    await proxy.stop();
  }
}

const told = (said: string, grade: string) => said.split('\n').filter((line) => line.startsWith(`${grade}: `));
const linesOf = (name: Configured, topics: readonly Topic[]) => topics.flatMap((topic) => REMEDIES[name][topic] ?? []);

type Mistake = readonly [RegExp, Topic];

const SCHEME: Mistake = [/^MISTAKE: The scheme is lost: no X-Forwarded-Proto arrives/, 'scheme'];
const HOST: Mistake = [/^MISTAKE: The proxy passes the X-Forwarded-Host of a client on/, 'host'];
const LENGTH = /^NOTE: The proxy refuses a POST that has neither a body nor a length \(411\)/;

/** Proxy; what is wrong with its shortest configuration, each with the kind of lines that mend it; what stays to be said. */
const SCENES: readonly (readonly [Configured, readonly Mistake[], readonly RegExp[]])[] = [
  ['Caddy', [], []],
  ['Apache', [SCHEME, HOST], []],
  ['Varnish', [SCHEME, HOST], []],
  ['Squid', [SCHEME, HOST, [/^MISTAKE: The proxy takes the Authorization header away/, 'authorization']], []],
  [
    'nghttpx',
    [
      [/^MISTAKE: The proxy is trusted, but does not say for whom it asks/, 'address'],
      [/^MISTAKE: The proxy rewrites where answers lead to: http:.* became https:/, 'location'],
      [/^MISTAKE: The proxy passes the X-Forwarded-For of a client on as it is/, 'address'],
      HOST,
    ],
    [HOST[0]],
  ],
  ['h2o', [HOST], []],
  ['lighttpd', [], [LENGTH]],
];

const TOPICS: readonly Topic[] = ['address', 'scheme', 'host', 'authorization', 'location'];

describe.each(SCENES)('through %s the doctor', (name, mistakes, rest) => {
  it('names it and what is wrong with its shortest configuration, and prints the lines', async () => {
    const said = await consult(name);
    expect(said).toContain(`In front, by the headers: ${name}.`);
    expect(told(said, 'MISTAKE'), said).toEqual(mistakes.map(([mistake]) => expect.stringMatching(mistake)));
    for (const [, topic] of mistakes) for (const line of linesOf(name, [topic])) expect(said).toContain(line);
  });

  it('finds nothing more that its lines could mend where they all stand', async () => {
    const said = await consult(name, linesOf(name, TOPICS));
    expect([...told(said, 'MISTAKE'), ...told(said, 'NOTE')], said).toEqual(rest.map((one) => expect.stringMatching(one)));
  });
});
