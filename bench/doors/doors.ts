import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { register } from '../support/people.ts';
import { migrate, startProduct } from '../support/product.ts';
import type { Environment } from '../support/program.ts';
import { privateServers } from '../support/servers.ts';
import { ATTACKER, type AttackName, ATTACKS, REMEMBERED_ATTACKER } from './attacks.ts';
import { reportDoors, type Scene } from './report.ts';
import { Victims } from './victims.ts';

/** As they are delivered; sign-ups only while the people arrive. */
const DELIVERED = {
  TRUST_PROXY: 'loopback',
  HASH_WORKERS: '1',
  THROTTLE_ACCOUNT: '10/15m,100/24h',
  THROTTLE_ADDRESS: '100/15m',
  THROTTLE_LOGIN: '60/15m',
  THROTTLE_REGISTER: '100/1h',
};

const CONNECTIONS = [27, 100];

interface Siege {
  readonly seconds: number;
  readonly env: Environment;
}

const FULL: Siege = { seconds: 20, env: { BCRYPT_COST: '12' } };

/** On a machine that others use too, threads of a low priority would get nothing done. */
const SHORT: Siege = { seconds: 8, env: { BCRYPT_COST: '10', HASH_NICE: '0' } };

/** What the others see while one person at one address goes for a door, with one instance and with two. */
export async function doors({ quick }: Options): Promise<void> {
  const scenes: Scene[] = [];
  for (const instances of [1, 2]) scenes.push(...(await siege(instances, quick ? SHORT : FULL)));
  reportDoors(scenes, quick);
}

async function siege(instances: number, { seconds, env }: Siege): Promise<Scene[]> {
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database(`doors_${instances}`), redisUrl: await servers.redis(instances) };
  await migrate(stores);
  const products = [];
  for (let nth = 0; nth < instances; nth++)
    products.push(await startProduct(stores, { name: `doors${nth}`, env: { ...DELIVERED, ...env } }));
  const origins = products.map(({ origin }) => origin);
  const victims = new Victims(origins);
  await victims.arrive();
  const client = new Client(origins[0] ?? '');
  for (const name of [ATTACKER, REMEMBERED_ATTACKER]) await register(client, name);
  client.close();
  await victims.look(3);
  const idle = await victims.look(seconds);
  const scenes: Scene[] = [{ instances, attack: 'nobody', connections: 0, view: idle, idle, answers: {} }];
  for (const attack of Object.keys(ATTACKS) as AttackName[]) {
    for (const connections of CONNECTIONS) {
      const answers = attackWith(attack, connections, seconds + 2, origins);
      await sleep(1_500);
      const view = await victims.look(seconds);
      scenes.push({ instances, attack, connections, view, idle, answers: await answers });
      console.log(`${instances} ${attack} ${connections}: ${JSON.stringify(scenes.at(-1))}`);
    }
  }
  victims.close();
  for (const { program } of products) await program.stop();
  return scenes;
}

async function attackWith(
  attack: AttackName,
  connections: number,
  seconds: number,
  origins: readonly string[],
): Promise<Record<string, number>> {
  const args = ['bench/doors/attacker.ts', attack, String(connections), String(seconds), ...origins];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as Record<string, number>;
}
