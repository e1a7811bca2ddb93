import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { ServerCertificate } from './certificates.js';
import { freePort } from './free-port.js';
import { eventually, Program } from './process.js';

/** PostgreSQL refuses to run as root; Debian has a user for it. */
const AS_POSTGRES = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'];
const isRoot = process.getuid?.() === 0;

/** A PostgreSQL server of a test's own, on 127.0.0.1 and 127.0.0.2, with the superuser `admin`. */
export class PostgresServer {
  private constructor(
    readonly port: number,
    private readonly dir: string,
    private readonly program: Program,
  ) {}

  static async start(certificate?: ServerCertificate): Promise<PostgresServer> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'));
    const port = await freePort();
    if (isRoot) execFileSync('chown', ['postgres', dir]);
    const [initdb, ...forInit] = command('initdb', '-D', join(dir, 'data'), '-U', 'admin', '--auth=trust', '--no-sync');
    execFileSync(initdb, forInit, { stdio: 'pipe', cwd: dir });
    const data = join(dir, 'data');
    const settings = {
      port,
      listen_addresses: '127.0.0.1,127.0.0.2',
      unix_socket_directories: dir,
      fsync: 'off',
      ...(certificate && tls(dir, certificate)),
    };
    appendFileSync(join(data, 'postgresql.conf'), settingsFile(settings));
    const [postgres, ...args] = command('postgres', '-D', data);
    const server = new PostgresServer(port, dir, new Program(postgres, args));
    const answers = () => server.query('select 1').then(Boolean, () => false);
    await eventually('PostgreSQL answers', answers, server.program);
    return server;
  }

  url(user = 'admin', database = 'postgres', host = '127.0.0.1'): string {
    return `postgresql://${user}@${host}:${this.port}/${database}`;
  }

  /** Runs statements, as the superuser if nobody else is named. */
  async query(sql: string, url = this.url()): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    // SIGQUIT is PostgreSQL's immediate shutdown.
    await this.program.stop('SIGQUIT');
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Debian keeps one version beside the other, none of them on the PATH. */
function command(name: string, ...args: string[]): [string, ...string[]] {
  const [file = name] = globSync(`/usr/lib/postgresql/*/bin/${name}`).toSorted().reverse();
  const [first, ...rest] = isRoot ? [...AS_POSTGRES, file, ...args] : [file, ...args];
  return [first ?? file, ...rest];
}

/** A file, because what the command line says could not be changed later. */
function settingsFile(settings: Record<string, string | number>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join('');
}

/** PostgreSQL wants its key to be its own, and closed to others. */
function tls(dir: string, { key, certificate }: ServerCertificate) {
  const own = join(dir, 'server.key');
  cpSync(key, own);
  chmodSync(own, 0o600);
  if (isRoot) execFileSync('chown', ['postgres', own]);
  return { ssl: 'on', ssl_key_file: own, ssl_cert_file: certificate };
}
