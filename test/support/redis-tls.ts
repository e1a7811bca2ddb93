import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerCertificate } from './certificates.js';
import type { Closers } from './closers.js';
import { freePort } from './free-port.js';
import { eventually, Program } from './process.js';
import { RedisServer } from './redis-server.js';

/** Where each kind of Redis speaks TLS: on 127.0.0.1 and 127.0.0.2, by ports of its own. */
export interface TlsPorts {
  readonly server: number;
  readonly sentinel: number;
  readonly cluster: number;
}

/** One server, one Sentinel that watches it, and a Cluster of one node; all with the same certificate. */
export async function startTlsRedis(closers: Closers, certificate: ServerCertificate): Promise<TlsPorts> {
  const server = await freePort();
  const [sentinel, cluster] = await Promise.all([
    startSentinel(closers, certificate, server),
    startCluster(closers, certificate),
    closers.add(RedisServer.start(speakingTls(server, certificate)), (it) => it.stop()),
  ]);
  return { server, sentinel, cluster };
}

/** The port without TLS, which `RedisServer` chooses, stays for the test's own questions. */
export function speakingTls(port: number, { key, certificate }: ServerCertificate): string[] {
  const files = ['--tls-key-file', key, '--tls-cert-file', certificate, '--tls-ca-cert-file', certificate];
  return ['--tls-port', String(port), ...files, '--tls-auth-clients', 'no', '--bind', '127.0.0.1', '127.0.0.2'];
}

async function startCluster(closers: Closers, certificate: ServerCertificate): Promise<number> {
  const port = await freePort();
  const bus = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--tls-cluster', 'yes'];
  const names = ['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'];
  const options = [...speakingTls(port, certificate), ...bus, ...names];
  const node = await closers.add(RedisServer.start(options), (it) => it.stop());
  await node.ask((redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383));
  const isUp = async () => (await node.ask((redis) => redis.cluster('INFO'))).includes('cluster_state:ok');
  await eventually('the cluster is up', isUp);
  return port;
}

async function startSentinel(closers: Closers, certificate: ServerCertificate, master: number): Promise<number> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-sentinel-'));
  const file = join(dir, 'sentinel.conf');
  const options = speakingTls(port, certificate).join(' ').replaceAll(/ ?--/g, '\n');
  // Only by TLS; and it tells the master's name, which the certificate has, not its address.
  const watch = 'sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n';
  writeFileSync(file, `port 0\ndir ${dir}\n${watch}sentinel monitor mymaster localhost ${master} 1\n${options}\n`);
  const sentinel = new Program('redis-server', [file, '--sentinel']);
  await closers.add(Promise.resolve(sentinel), async (it) => {
    await it.stop('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  await eventually('the Sentinel listens', () => sentinel.lines.some((line) => line.includes('+monitor')), sentinel);
  return port;
}
