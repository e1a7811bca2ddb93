import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { Closers } from '../support/product.js';
import { eventually, type Program } from '../support/servers/index.js';
import { Apache } from './apache.js';
import { certificatesFor } from './certificates.js';
import { HOST, type Places } from './delivered.js';
import { Front } from './forward-auth-front.js';
import { Haproxy } from './haproxy.js';
import { Nginx } from './nginx.js';
import { Varnish } from './varnish.js';

/** Every group of finite fields that TLS 1.3 knows (RFC 8446, 4.2.7). */
const FINITE_FIELDS = ['ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192'];
const CURVES = ['X25519', 'P-256', 'P-384'];

/** Suites of TLS 1.2 for the certificates here; those of TLS 1.3 are all of the first kind. */
const AUTHENTICATED = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'];
const UNAUTHENTICATED = ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA'];

/** Starts a delivered file; its instances are away, which no handshake asks about. */
type Start = (port: number, folder: string) => Promise<{ readonly program: Program; stop(): Promise<void> }>;

/** But for those of Caddy, which brings its own TLS: it knows no finite fields. */
const DELIVERED: readonly (readonly [file: string, host: string, start: Start])[] = [
  ['deploy/nginx/gatehouse-tls.conf', HOST, async (port, folder) => balancer(Nginx.start(await places(port, folder)))],
  ['deploy/haproxy/gatehouse.cfg', HOST, async (port, folder) => balancer(Haproxy.start(await places(port, folder)))],
  ['deploy/apache/gatehouse.conf', HOST, async (port) => balancer(Apache.start(await byTcp(port)))],
  ['deploy/varnish/hitch.conf', HOST, async (port) => balancer(Varnish.start(await byTcp(port)))],
  example('haproxy-same-host.cfg', HOST),
  example('nginx-same-host.conf', HOST),
  example('nginx-sibling-host.conf', 'gate.example.org'),
  example('nginx-sibling-host.conf', 'app.example.org'),
];

// A handshake with ffdhe8192 costs the server two hundred times the work of one with X25519, and a client that makes
// its share up next to nothing: a dozen a second occupy a worker (CVE-2022-40735).
describe.each(DELIVERED)('%s, for %s', (_file, host, start) => {
  it('agrees on keys by curves and by no finite field, and only encrypts what it also authenticates', async () => {
    const closers = new Closers();
    try {
      const folder = mkdtempSync(join(tmpdir(), 'gatehouse-keys-'));
      await closers.add(Promise.resolve(folder), async () => rmSync(folder, { recursive: true, force: true }));
      const port = await freePort();
      const { program } = await closers.add(start(port, folder), (front) => front.stop());
      const agrees = (offer: ConnectionOptions) => shakesHands({ ...offer, port, servername: host });
      await eventually('it speaks TLS', () => agrees({}), program);

      const kept = await Promise.all([...CURVES.map(byGroup), ...AUTHENTICATED.map(byCipher)].map(agrees));
      expect(kept).toEqual(kept.map(() => true));
      const refused = await Promise.all([...FINITE_FIELDS.map(byGroup), ...UNAUTHENTICATED.map(byCipher)].map(agrees));
      expect(refused).toEqual(refused.map(() => false));
    } finally {
      await closers.closeAll();
    }
  });
});

const byGroup = (ecdhCurve: string): ConnectionOptions => ({ minVersion: 'TLSv1.3', ecdhCurve });
const byCipher = (ciphers: string): ConnectionOptions => ({ maxVersion: 'TLSv1.2', ciphers });

/** Whether a handshake succeeds in which the client offers nothing but this. */
function shakesHands(offer: ConnectionOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect({ host: '127.0.0.1', rejectUnauthorized: false, ...offer });
    client.once('error', () => resolve(false));
    client.once('secureConnect', () => {
      client.destroy();
      resolve(true);
    });
  });
}

async function places(tlsPort: number, folder: string): Promise<Places> {
  return { port: await freePort(), tlsPort, instances: [{ socketPath: join(folder, '1') }, { socketPath: join(folder, '2') }] };
}

async function byTcp(tlsPort: number): Promise<Places> {
  return { port: await freePort(), tlsPort, instances: [{ port: await freePort() }, { port: await freePort() }] };
}

function balancer(program: Nginx | Haproxy | Apache | Varnish) {
  return { program, stop: () => program.stop().then(() => program.remove()) };
}

function example(file: string, host: string): readonly [string, string, Start] {
  const start: Start = async (port, folder) => {
    const certificates = certificatesFor([host], folder);
    return Front.start(file, { port, gatehouse: [await freePort(), await freePort()], service: await freePort(), certificates });
  };
  return [`deploy/forward-auth/${file}`, host, start];
}
