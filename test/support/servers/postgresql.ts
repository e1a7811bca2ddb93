import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../network.js';
import type { ServerCertificate } from './certificates.js';
import { eventually, Program } from './program.js';

const isRoot = process.getuid?.() === 0;

/** PostgreSQL and PgBouncer refuse to run as root; Debian has a user for them. */
const AS_POSTGRES = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];

/**
 * A PostgreSQL server of a test's own, on 127.0.0.1 and 127.0.0.2, with the superuser `admin`. It may be
 * killed, frozen and started again.
 */
export class PostgresServer {
  private program: Program | undefined;

  private constructor(
    readonly port: number,
    private readonly dir: string,
  ) {}

  /** Starts one; `hba` are lines of pg_hba.conf that come before those which trust everybody here. */
  static async start(certificate?: ServerCertificate, hba: readonly string[] = []): Promise<PostgresServer> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'));
    const server = new PostgresServer(await freePort(), dir);
    if (isRoot) execFileSync('chown', ['postgres', dir]);
    const [initdb, ...forInit] = command('initdb', '-D', server.data, '-U', 'admin', '--auth=trust', '--no-sync');
    execFileSync(initdb, forInit, { stdio: 'pipe', cwd: dir });
    const settings = {
      port: server.port,
      listen_addresses: '127.0.0.1,127.0.0.2',
      unix_socket_directories: dir,
      fsync: 'off',
      ...(certificate && tls(dir, certificate)),
    };
    appendFileSync(join(server.data, 'postgresql.conf'), settingsFile(settings));
    const hbaFile = join(server.data, 'pg_hba.conf');
    writeFileSync(hbaFile, [...hba, readFileSync(hbaFile, 'utf8')].join('\n'));
    await server.run();
    return server;
  }

  private get data(): string {
    return join(this.dir, 'data');
  }

  url(user = 'admin', database = 'postgres', host = '127.0.0.1'): string {
    return `postgresql://${user}@${host}:${this.port}/${database}`;
  }

  /** What it has written into its log since it was last started. */
  get log(): string {
    return this.program?.errors.join('\n') ?? '';
  }

  /** Runs statements, as the superuser if nobody else is named. */
  async query<Row extends pg.QueryResultRow = Record<string, unknown>>(sql: string, url = this.url()): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it, or starts it again with all that was committed. */
  async run(): Promise<void> {
    const [postgres, ...args] = command('postgres', '-D', this.data);
    this.program = new Program(postgres, args);
    const answers = () => this.query('select 1').then(Boolean, () => false);
    await eventually('PostgreSQL answers', answers, this.program);
  }

  /** Ends it at once, as an operator in a hurry does: SIGQUIT is PostgreSQL's immediate shutdown. Connections break. */
  async kill(): Promise<void> {
    await this.program?.stop('SIGQUIT');
  }

  /** Makes all of its processes stand still: connections stay, nothing is answered. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const { pid, hasEnded } = this.program ?? { pid: Number.NaN, hasEnded: true };
    if (hasEnded) return;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    for (const process_ of [pid, ...children]) process.kill(process_, signal);
  }
}

/** Finds a program of PostgreSQL: Debian keeps one version beside the other, none of them on the PATH. */
function command(name: string, ...args: string[]): [string, ...string[]] {
  const [file = name] = globSync(`/usr/lib/postgresql/*/bin/${name}`).toSorted().reverse();
  const [first, ...rest] = [...AS_POSTGRES, file, ...args];
  return [first ?? file, ...rest];
}

/** Settings go into a file, because what the command line says could not be changed later. */
function settingsFile(settings: Record<string, string | number>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join('');
}

/** PostgreSQL wants its key to belong to it, and to be closed to others. */
function tls(dir: string, { key, certificate }: ServerCertificate) {
  const own = join(dir, 'server.key');
  cpSync(key, own);
  chmodSync(own, 0o600);
  if (isRoot) execFileSync('chown', ['postgres', own]);
  return { ssl: 'on', ssl_key_file: own, ssl_cert_file: certificate };
}

/** A PgBouncer of a test's own in front of a PostgreSQL server, with the user `admin` and what else is set. */
export class PgBouncer {
  private constructor(
    readonly port: number,
    private readonly dir: string,
    private readonly program: Program,
  ) {}

  static async start(
    server: PostgresServer,
    settings: Readonly<Record<string, string | number>>,
    target = '',
  ): Promise<PgBouncer> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-pgbouncer-'));
    chmodSync(dir, 0o755);
    const port = await freePort();
    const all = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      auth_type: 'trust',
      auth_file: join(dir, 'users.txt'),
      unix_socket_dir: '',
      ...settings,
    };
    writeFileSync(join(dir, 'users.txt'), '"admin" ""\n"stranger" ""\n');
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
    const file = join(dir, 'pgbouncer.ini');
    writeFileSync(file, `[databases]\n* = host=127.0.0.1 port=${server.port} ${target}\n[pgbouncer]\n${lines.join('\n')}\n`);
    const [command, ...args] = [...AS_POSTGRES, '/usr/sbin/pgbouncer', file];
    const pooler = new PgBouncer(port, dir, new Program(command, args));
    await eventually('PgBouncer listens', () => pooler.listens(), pooler.program);
    return pooler;
  }

  url(database = 'postgres', user = 'admin'): string {
    return `postgresql://${user}@127.0.0.1:${this.port}/${database}`;
  }

  async stop(): Promise<void> {
    await this.program.stop('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** This asks without a login: of those that PostgreSQL refuses, PgBouncer tells only the first one why, for 15 s. */
  private async listens(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
