import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { Logger } from '../../src/log/logger.js';
import { Closers, onServers } from '../support/product.js';
import { Authority, PostgresServer, ProductProcess } from '../support/servers/index.js';

describe.runIf(onServers)('TLS to PostgreSQL', () => {
  const closers = new Closers();
  const [ours, another] = [new Authority(), new Authority('Another authority')];
  const authorities = { ours: ours.certificate, another: another.certificate, none: undefined };
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) } as Partial<Logger> as Logger;
  let server: PostgresServer;

  beforeAll(async () => {
    // The certificate names localhost and 127.0.0.2, and not 127.0.0.1, where the server listens too.
    server = await closers.add(PostgresServer.start(ours.issue('DNS:localhost', 'IP:127.0.0.2')), (it) => it.stop());
  });

  afterAll(async () => {
    await closers.closeAll();
    for (const authority of [ours, another]) authority.remove();
  });

  /** The protocol of a connection, as the server sees it. */
  async function protocolOf(host: string, query: string, authority: keyof typeof authorities): Promise<unknown> {
    const databaseUrl = server.url('admin', 'postgres', host) + query;
    const orm = await openDatabase(
      { databaseUrl, databaseCa: authorities[authority], databasePool: 1, dataDir: '/nowhere' },
      await allFeatures(),
      logger,
    );
    const [row] = await orm.em
      .getConnection()
      .execute<{ version: string | null }[]>('select version from pg_stat_ssl where pid = pg_backend_pid()');
    await orm.close(true);
    return row?.version;
  }

  it.each([
    ['localhost', '', 'ours', 'TLSv1.3'],
    ['localhost', '?sslmode=require', 'ours', 'TLSv1.3'],
    ['localhost', '?sslmode=verify-ca', 'ours', 'TLSv1.3'],
    ['localhost', '?application_name=x&sslmode=verify-full', 'ours', 'TLSv1.3'],
    ['127.0.0.2', '?sslmode=verify-full', 'ours', 'TLSv1.3'],
    ['localhost', '', 'none', null],
    ['localhost', '?sslmode=disable', 'none', null],
  ] as const)('%s%s with the authority "%s" connects by %s', async (host, query, authority, protocol) => {
    expect(await protocolOf(host, query, authority)).toBe(protocol);
  });

  it.each([
    // pg asks Node to verify no name for an IP address: a certificate for localhost would do.
    ['127.0.0.1', '', 'ours', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['127.0.0.1', '?sslmode=verify-ca', 'ours', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['localhost', '', 'another', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['localhost', '?sslmode=require', 'none', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['localhost', '?sslmode=verify-full', 'none', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('%s%s with the authority "%s" is refused (%s), without waiting', async (host, query, authority, code) => {
    await expect(protocolOf(host, query, authority)).rejects.toThrow(
      `PostgreSQL at ${host}:${server.port} shows a certificate that is refused (${code}): it must be signed by a public ` +
        'authority or by the one that DATABASE_CA_FILE names, and be made out to the host as DATABASE_URL names it',
    );
    expect(warnings).toEqual([]);
  });

  it('refused ends the process at once, with the remedy and without the password', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
    const url = server.url('admin:hunter2', 'postgres', 'localhost');
    const env = { DATA_DIR: dir, DATABASE_URL: url, DATABASE_CA_FILE: another.file };
    const refused = [new ProductProcess(env), new ProductProcess(env, 'console/migrate.js')];
    for (const product of refused) {
      expect(await product.exited).toBe(1);
      const told = [...product.lines, ...product.errors].join('\n');
      expect(told).toMatch(/certificate that is refused \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\).*DATABASE_CA_FILE/);
      expect(told).not.toMatch(/hunter2|waiting|^\s+at /m);
    }
    rmSync(dir, { recursive: true });
  });

  it('that the server does not offer is said at once', async () => {
    await server.query('alter system set ssl = off');
    await server.query('select pg_reload_conf()');
    await expect
      .poll(() => protocolOf('localhost', '?sslmode=require', 'ours').catch(String))
      .toMatch(/PostgreSQL offers no TLS/);
    expect(await protocolOf('localhost', '', 'none')).toBeNull();
  });
});
