import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { eventually, ProductProcess, startProcess } from '../support/servers/index.js';
import { certificatesFor } from './certificates.js';
import { deliveredHeaders, PrivateProxy } from './private-proxy.js';
import { emptyServers, type Servers } from './servers.js';

const SECRET = 'the session secret of all the instances';

/** The proxy next to the product binds to this one, so that it differs from the doctor's own address. */
const PROXY = '127.0.0.2';
/** A proxy before that one binds to this. */
const OUTER = '127.0.0.3';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-doctor-'));

/** What stands behind the proxy, by TRUST_PROXY or by what is wrong with it. */
const INSTANCES = {
  none: {},
  one: { TRUST_PROXY: '1' },
  two: { TRUST_PROXY: '2' },
  listed: { TRUST_PROXY: PROXY },
  wide: { TRUST_PROXY: '127.0.0.0/8' },
  socket: { TRUST_PROXY: '10.0.0.0/8', LISTEN_SOCKET: join(folder, 'http.sock') },
  elsewhere: { TRUST_PROXY: '1', PUBLIC_URL: 'https://www.example.org' },
  stranger: { TRUST_PROXY: '1', SESSION_SECRET: 'a secret that the doctor does not have' },
} as const;
type Instance = keyof typeof INSTANCES;

let servers: Servers;
let front: number;
let inner: number;
let tls: { readonly nginx: string; readonly haproxy: string; readonly ca: string };
const instances = new Map<Instance, ProductProcess>();
const portOf = (instance: Instance) => new URL(instances.get(instance)?.url ?? '').port;

beforeAll(async () => {
  servers = await emptyServers();
  [front, inner] = [await freePort(), await freePort()];
  const { certificate, key, ca } = certificatesFor(['localhost'], folder);
  writeFileSync(join(folder, 'both.pem'), readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  writeFileSync(join(folder, 'trusted.pem'), ca);
  tls = {
    nginx: `ssl_certificate ${certificate}; ssl_certificate_key ${key};`,
    haproxy: `ssl crt ${join(folder, 'both.pem')}`,
    ca: join(folder, 'trusted.pem'),
  };
  const common = { ...servers.env, PUBLIC_URL: `https://localhost:${front}`, SESSION_SECRET: SECRET, LOG_LEVEL: 'warn' };
  await new ProductProcess(common, 'console/migrate.js').exited;
  const started = Object.entries(INSTANCES).map(async ([name, env]) => {
    const all = { ...common, ...env };
    instances.set(name as Instance, await ('LISTEN_SOCKET' in env ? startOnSocket(all) : startProcess(all)));
  });
  await Promise.all(started);
}, 120_000);

afterAll(async () => {
  await Promise.all([...instances.values()].map((instance) => instance.stop()));
  await servers?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function startOnSocket(env: Record<string, string>): Promise<ProductProcess> {
  const product = new ProductProcess({ ...env, PORT: '1' });
  await eventually('the product listens on its socket', () => opens(env['LISTEN_SOCKET'] ?? ''), product);
  return product;
}

function opens(place: string | number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = typeof place === 'number' ? connect(place, '127.0.0.1') : connect(place);
    socket.once('error', () => resolve(false)).once('connect', () => resolve(socket.destroy() !== undefined));
  });
}

interface Verdict {
  readonly code: number | null;
  readonly mistakes: string[];
  readonly said: string;
}

/** What `npm run doctor` says, while a proxy listens at the front. */
async function consult(proxy: PrivateProxy | undefined, url = `https://localhost:${front}`): Promise<Verdict> {
  if (proxy) await eventually('the proxy listens', () => opens(front), proxy);
  const env = { SESSION_SECRET: SECRET, NODE_EXTRA_CA_CERTS: tls.ca, DATA_DIR: join(folder, 'unused') };
  const doctor = new ProductProcess(env, 'console/doctor.js', [url]);
  const code = await doctor.exited;
  await proxy?.end();
  const mistakes = doctor.lines.filter((line) => line.startsWith('MISTAKE: ')).map((line) => line.slice(9));
  return { code, mistakes, said: [...doctor.lines, ...doctor.errors].join('\n') };
}

/** Headers as they should be, but for lines that are named otherwise. */
function nginxHeaders(changes: Readonly<Record<string, string>>): string {
  const names = ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'Host'];
  const right = ['$remote_addr', '$scheme', '$http_host', '$http_host'];
  return names
    .map((name, place) => ({ name, value: changes[name] ?? right[place] }))
    .map(({ name, value }) => (value === 'as sent' ? '' : `proxy_set_header ${name} ${value};`))
    .join(' ');
}

/** nginx with TLS at the front, before this instance. */
function nginx(instance: Instance, headers: string, server = ''): PrivateProxy {
  const upstream =
    instance === 'socket' ? `http://unix:${INSTANCES.socket.LISTEN_SOCKET}:` : `http://127.0.0.1:${portOf(instance)}`;
  return PrivateProxy.nginx(`
    server { listen 127.0.0.1:${front} ssl; ${tls.nginx} ${server}
      location / { proxy_pass ${upstream}; ${instance === 'socket' ? '' : `proxy_bind ${PROXY};`} ${headers} } }`);
}

/** Two of them stand in a row, and the outer one ends TLS. */
function nginxTwice(instance: Instance, innerHeaders: string): PrivateProxy {
  return PrivateProxy.nginx(`
    server { listen 127.0.0.1:${front} ssl; ${tls.nginx}
      location / { proxy_pass http://127.0.0.1:${inner}; proxy_bind ${OUTER}; ${nginxHeaders({})} } }
    server { listen 127.0.0.1:${inner};
      location / { proxy_pass http://127.0.0.1:${portOf(instance)}; proxy_bind ${PROXY}; ${innerHeaders} } }`);
}

function haproxy(instance: Instance, lines: readonly string[]): PrivateProxy {
  return PrivateProxy.haproxy(`
frontend visitors
 bind 127.0.0.1:${front} ${tls.haproxy}
 ${lines.join('\n ')}
 default_backend gatehouse
backend gatehouse
 server one 127.0.0.1:${portOf(instance)} source ${PROXY}`);
}

const SETS_FOR = 'http-request set-header X-Forwarded-For %[src]';
const SETS_PROTO = 'http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]';
const SETS_HOST = 'http-request set-header X-Forwarded-Host %[req.hdr(host)]';

const LOST = /^The scheme is lost: no X-Forwarded-Proto arrives/;
const PASSES = (name: string) => new RegExp(`^The proxy passes the X-Forwarded-${name} of a client on`);
const IGNORED = /^Forwarded headers are ignored: TRUST_PROXY is not set/;

type Scene = readonly [string, () => PrivateProxy, readonly RegExp[]];

const RIGHT: Scene[] = [
  ['nginx with the delivered headers, counted', () => nginx('one', deliveredHeaders()), []],
  ['nginx with the delivered headers, listed', () => nginx('listed', deliveredHeaders()), []],
  ['nginx with the delivered headers, over a Unix socket', () => nginx('socket', deliveredHeaders()), []],
  ['nginx that appends', () => nginx('one', nginxHeaders({ 'X-Forwarded-For': '$proxy_add_x_forwarded_for' })), []],
  [
    'two nginx in a row, both counted',
    () => nginxTwice('two', nginxHeaders({ 'X-Forwarded-For': '$proxy_add_x_forwarded_for', 'X-Forwarded-Proto': 'as sent' })),
    [],
  ],
  ['HAProxy that sets all headers', () => haproxy('one', [SETS_FOR, SETS_PROTO, SETS_HOST]), []],
  ['HAProxy that appends, listed', () => haproxy('listed', ['option forwardfor', SETS_PROTO, SETS_HOST]), []],
];

const WRONG: Scene[] = [
  ['nginx whose headers are ignored', () => nginx('none', deliveredHeaders()), [IGNORED]],
  ['a bare proxy_pass', () => nginx('none', ''), [/^The proxy \(127\.0\.0\.2\) does not say for whom it asks/, LOST]],
  [
    'a bare proxy_pass that is trusted',
    () => nginx('one', ''),
    [/^The proxy is trusted, but does not say for whom/, LOST, PASSES('For'), PASSES('Host')],
  ],
  [
    'nginx that appends, and a count that is too high',
    () => nginx('two', nginxHeaders({ 'X-Forwarded-For': '$proxy_add_x_forwarded_for' })),
    [/^Too many proxies are trusted: TRUST_PROXY=2, but only 1/],
  ],
  [
    'nginx that appends, and networks that hold the client too',
    () => nginx('wide', nginxHeaders({ 'X-Forwarded-For': '$proxy_add_x_forwarded_for' })),
    [/^TRUST_PROXY is too wide: it takes this machine \(127\.0\.0\.1\) for a proxy/],
  ],
  [
    'two nginx in a row, one counted',
    () => nginxTwice('one', nginxHeaders({ 'X-Forwarded-For': '$proxy_add_x_forwarded_for', 'X-Forwarded-Proto': 'as sent' })),
    [/^The address that is believed \(127\.0\.0\.3\) is the one of another proxy/],
  ],
  [
    'nginx that believes the X-Real-IP of everybody',
    () => nginx('one', deliveredHeaders(), 'set_real_ip_from 0.0.0.0/0; real_ip_header X-Real-IP;'),
    [/^The proxy takes a client's address from the X-Real-IP that the client itself sends/],
  ],
  [
    'nginx that believes the X-Forwarded-For of everybody',
    () => nginx('one', deliveredHeaders(), 'set_real_ip_from 0.0.0.0/0; real_ip_header X-Forwarded-For;'),
    [PASSES('For')],
  ],
  [
    'a second nginx that overwrites the scheme',
    () => nginxTwice('one', nginxHeaders({ 'X-Forwarded-For': 'as sent' })),
    [/^The scheme is lost: the proxy says "http" for a request that came over HTTPS/],
  ],
  [
    'nginx that leaves scheme and host to the client',
    () => nginx('one', nginxHeaders({ 'X-Forwarded-Proto': 'as sent', 'X-Forwarded-Host': 'as sent' })),
    [LOST, PASSES('Host')],
  ],
  [
    'nginx before a product with another PUBLIC_URL',
    () => nginx('elsewhere', deliveredHeaders()),
    [/^PUBLIC_URL is https:\/\/www/],
  ],
  ['nginx before a product with another secret', () => nginx('stranger', deliveredHeaders()), [/did not know the signature/]],
  [
    'nginx that caches everything',
    () =>
      PrivateProxy.nginx(`proxy_cache_path FOLDER/cache keys_zone=all:1m;
        server { listen 127.0.0.1:${front} ssl; ${tls.nginx} location / { proxy_pass http://127.0.0.1:${portOf('one')};
          proxy_cache all; proxy_cache_valid 200 1m; proxy_ignore_headers Cache-Control Vary; ${deliveredHeaders()} } }`),
    [/^A cache answered in place of the product/],
  ],
  [
    'nginx with nobody behind it',
    () =>
      PrivateProxy.nginx(`server { listen 127.0.0.1:${front} ssl; ${tls.nginx} location / { proxy_pass http://127.0.0.1:9; } }`),
    [/^The proxy answers 502: it does not reach the product/],
  ],
  [
    'nginx with another site at that address',
    () => PrivateProxy.nginx(`server { listen 127.0.0.1:${front} ssl; ${tls.nginx} return 200 'hi'; }`),
    [/^Something else answers there: \/health\/live gave 200/],
  ],
  ['HAProxy whose headers are ignored', () => haproxy('none', [SETS_FOR, SETS_PROTO, SETS_HOST]), [IGNORED]],
  ['a bare HAProxy', () => haproxy('none', []), [/^The proxy \(127\.0\.0\.2\) does not say for whom it asks/, LOST]],
  ['HAProxy with forwardfor alone', () => haproxy('one', ['option forwardfor']), [LOST, PASSES('Host')]],
  [
    'HAProxy that leaves the address to the client',
    () => haproxy('one', [SETS_PROTO, SETS_HOST]),
    [/^The proxy is trusted, but does not say for whom/, PASSES('For')],
  ],
  [
    'HAProxy that takes the address from a header of the client',
    () =>
      haproxy('one', ['http-request set-src hdr(X-Client-IP) if { hdr(X-Client-IP) -m found }', SETS_FOR, SETS_PROTO, SETS_HOST]),
    [/^The proxy takes a client's address from the X-Client-IP that the client itself sends/],
  ],
  [
    'HAProxy with nobody behind it',
    () =>
      PrivateProxy.haproxy(
        `frontend f\n bind 127.0.0.1:${front} ${tls.haproxy}\n default_backend b\nbackend b\n server s 127.0.0.1:9`,
      ),
    [/^The proxy answers 503: it does not reach the product/],
  ],
];

describe('the doctor', () => {
  it.each(RIGHT)('finds nothing wrong with %s', async (_what, proxy) => {
    const { code, mistakes, said } = await consult(proxy());
    expect({ mistakes, said }).toMatchObject({ mistakes: [] });
    expect(said).toMatch(/^ {2}scheme +https$/m);
    expect(code).toBe(0);
  });

  it.each(WRONG)('names the mistake of %s', async (_what, proxy, expected) => {
    const { code, mistakes, said } = await consult(proxy());
    expect(mistakes).toEqual(expected.map((mistake) => expect.stringMatching(mistake)));
    expect(said.match(/^ {2}Remedy: \S/gm)).toHaveLength(expected.length);
    expect(code).toBe(1);
    expect(said).not.toContain(SECRET);
  });

  it('names a redirect to HTTPS, and a front where nobody listens', async () => {
    const redirect = PrivateProxy.nginx(
      `server { listen 127.0.0.1:${front}; return 301 https://localhost:${front + 1}$request_uri; }`,
    );
    const verdict = await consult(redirect, `http://localhost:${front}`);
    expect(verdict.mistakes).toEqual([`http://localhost:${front} sends browsers on to https://localhost:${front + 1}.`]);
    expect((await consult(undefined)).mistakes).toEqual([expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/)]);
  });

  it('names a certificate that is not trusted, and a TLS that is none', async () => {
    const proxy = nginx('one', deliveredHeaders());
    await eventually('the proxy listens', () => opens(front), proxy);
    const doctor = new ProductProcess({ SESSION_SECRET: SECRET }, 'console/doctor.js', [`https://localhost:${front}`]);
    expect(await doctor.exited).toBe(1);
    expect(doctor.lines.join('\n')).toMatch(/cannot be reached \(.*(CERT|SIGNATURE).*\)[\s\S]*NODE_EXTRA_CA_CERTS/);
    await proxy.end();
    expect((await consult(undefined, `https://127.0.0.1:${portOf('one')}`)).mistakes).toEqual([
      expect.stringMatching(/cannot be reached \((EPROTO|ERR_SSL).*\)/),
    ]);
  });
});
