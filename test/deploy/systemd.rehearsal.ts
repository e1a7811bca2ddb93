import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Program } from '../support/servers/index.js';
import { KeepAliveClient } from '../support/visitor.js';
import { emptyServers, type Servers } from './servers.js';
import { SystemdUnit } from './systemd-unit.js';

let folder: string;
let servers: Servers;
const running: Program[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-units-'));
  servers = await emptyServers();
  const secrets = {
    'session-secret': 'a secret of at least thirty-two bytes (really)',
    'password-pepper': 'a pepper of this rehearsal',
    'encryption-key': 'an encryption key of at least thirty-two bytes',
    'audit-key': 'a key for the seals of at least thirty-two bytes',
    'database-url': servers.env['DATABASE_URL'] ?? '',
    'redis-url': servers.env['REDIS_URL'] ?? '',
    'migration-database-url': servers.env['DATABASE_URL'] ?? '',
  };
  for (const [name, secret] of Object.entries(secrets)) writeFileSync(join(folder, name), secret);
});

afterAll(async () => {
  await Promise.all(running.map((program) => program.stop('SIGKILL')));
  await servers.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The unit, with its folders here. What is done with it below is what systemd would do, but for the confinement. */
function unit(file: string, instance = ''): SystemdUnit {
  const places = { '/opt/gatehouse/': '', '/run/gatehouse': join(folder, 'run'), '%i': instance, '%d': folder };
  return new SystemdUnit(file, places);
}

function start(of: SystemdUnit, key: string): Program {
  const [program, ...args] = of.command(key);
  const started = new Program(program, args, of.environment);
  running.push(started);
  return started;
}

async function startInstance(name: string): Promise<Program> {
  const of = unit('gatehouse@.service', name);
  mkdirSync(dirname(of.environment['LISTEN_SOCKET'] ?? ''), { recursive: true });
  const main = start(of, 'ExecStart');
  const post = start(of, 'ExecStartPost');
  expect(await post.exited, [...post.errors, ...main.errors, ...main.lines].join('\n')).toBe(0);
  return main;
}

it('the migration and two instances start by their units, and a restart of both leaves one serving', async () => {
  const migration = start(unit('gatehouse-migrate.service'), 'ExecStart');
  expect(await migration.exited, [...migration.errors, ...migration.lines].join('\n')).toBe(0);
  const instances = new Map([
    ['1', await startInstance('1')],
    ['2', await startInstance('2')],
  ]);
  const served = async (name: string) => {
    const client = new KeepAliveClient({ socketPath: join(folder, 'run', name, 'http.sock') });
    const { status } = await client.get('/health/serving').catch(() => ({ status: 0 }));
    client.close();
    return status;
  };
  for (const [name, other] of [
    ['1', '2'],
    ['2', '1'],
  ] as const) {
    const stopped = instances.get(name)?.stop('SIGTERM');
    expect(await served(other)).toBe(200);
    expect(await stopped).toBe(0);
    instances.set(name, await startInstance(name));
    expect([await served('1'), await served('2')]).toEqual([200, 200]);
  }
  for (const main of instances.values()) expect(await main.stop('SIGTERM')).toBe(0);
});
