import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { freePort } from '../../test/support/network.ts';
import { Client, cookiesOf } from '../support/client.ts';
import { expectStatus, nameOf, PASSWORD } from '../support/people.ts';
import { type Environment, Program } from '../support/program.ts';
import type { Servers } from '../support/servers.ts';
import type { Contestant } from './contestant.ts';
import { peerDatabase } from './peer-users.ts';

const DIR = 'bench/peers';
const PAGES = { page: '/dashboard', json: '/profile', front: '/', probe: '/health' };
const STATIC = { static: '/style.css' };

export interface Peer {
  readonly name: string;
  readonly env?: Environment;
  readonly args: readonly string[];
  readonly command?: string;
  readonly paths: Contestant['paths'];
}

/** gunicorn's own workers and threads share the cores as its documentation advises for few of them. */
const GUNICORN = [
  '--worker-class',
  'gthread',
  '--workers',
  String(availableParallelism()),
  '--threads',
  '4',
  '--keep-alive',
  '75',
];

export const FASTIFY: Peer = { name: 'fastify', args: [`${DIR}/fastify.mjs`], paths: { ...PAGES, ...STATIC } };

const PEERS: readonly Peer[] = [
  { name: 'express', args: [`${DIR}/express.mjs`], paths: { ...PAGES, ...STATIC, session: '/profile', verify: '/auth/verify' } },
  { name: 'express-full', args: [`${DIR}/express-full.mjs`], paths: { ...PAGES, ...STATIC } },
  FASTIFY,
  { name: 'nest-docs', args: [`${DIR}/nest/dist/main.js`], paths: { ...PAGES, ...STATIC } },
  {
    name: 'flask-login',
    command: 'gunicorn',
    args: [...GUNICORN, '--chdir', `${DIR}/flask`, 'app:app'],
    paths: { ...PAGES, static: '/public/style.css' },
  },
];

/** Installs and builds the peers once; the product's own dependencies are not theirs. */
export function preparePeers(): void {
  const stdio = 'inherit';
  if (!existsSync(`${DIR}/node_modules/.package-lock.json`)) execFileSync('npm', ['ci', '--prefix', DIR], { stdio });
  const options = ['-d', 'dist', '--strip-leading-paths', '--config-file', '../../../.swcrc', '-q'];
  execFileSync('../../../node_modules/.bin/swc', ['.', ...options], { cwd: `${DIR}/nest`, stdio });
}

/** All of these peers that this machine can run, with everybody logged in at each. */
export async function startPeers(
  servers: Servers,
  visitors: number,
  files: string,
  peers: readonly Peer[] = PEERS,
): Promise<Contestant[]> {
  const databaseUrl = await peerDatabase(servers, visitors);
  const started: Contestant[] = [];
  for (const peer of peers) {
    if (peer.command === 'gunicorn' && !existsSync('/usr/bin/gunicorn')) {
      console.log('without Flask-Login: apt-get install gunicorn python3-{flask-login,flask-session,flask-sqlalchemy,psycopg2}');
      continue;
    }
    const port = String(await freePort());
    const redisUrl = await servers.redis(started.length + 1);
    const env = { NODE_ENV: 'production', PORT: port, FILES: files, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ...peer.env };
    started.push(await start(peer, env, visitors));
  }
  return started;
}

async function start(
  { name, args, command = process.execPath, paths }: Peer,
  env: Environment,
  visitors: number,
): Promise<Contestant> {
  const origin = `http://127.0.0.1:${env['PORT']}`;
  const own = command === process.execPath ? [] : ['--bind', `127.0.0.1:${env['PORT']}`];
  const program = await new Program(name, { command, args: [...own, ...args], env }).answers(origin + paths.probe);
  const client = new Client(origin);
  const cookies: string[] = [];
  for (let place = 0; place < visitors; place++) {
    const body = new URLSearchParams({ username: nameOf(place), password: PASSWORD });
    cookies.push(cookiesOf(expectStatus(await client.ask('/login', { method: 'POST', body }), 200, 201, 302, 303)));
  }
  client.close();
  return { name, origin, program, cookies, paths };
}
