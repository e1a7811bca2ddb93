import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import type { PostgresServer } from './postgres-server.js';
import { eventually, Program } from './process.js';

/** PgBouncer refuses to run as root; Debian's PostgreSQL has a user. */
const AS_POSTGRES = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];

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

  /** Without a login: the first one that PostgreSQL refuses is the only one that hears why, for 15 s. */
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
