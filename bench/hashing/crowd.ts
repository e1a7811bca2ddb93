/*
 * Those who log in while others look at pages: a program of its own, because making a megabyte or a hundred
 * requests at once must not delay who takes the times. Arguments: `hundred-logins` or `long-passwords`, origin, seconds.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.ts';
import { openLoop } from '../support/open-loop.ts';
import { expectStatus, logIn, nameOf } from '../support/people.ts';
import { CROWD_WAITS } from './crowd-waits.ts';
import { PEOPLE } from './site.ts';

/** Passwords of a megabyte that the attacker sends in a second. */
const PER_SECOND = 50;

await sleep(CROWD_WAITS - performance.now());
const [, , what, origin = '', seconds] = process.argv;
if (what === 'hundred-logins') await hundredLogins();
else await longPasswords();

async function hundredLogins(): Promise<void> {
  const client = new Client(origin, 100);
  const all = Array.from({ length: 100 }, (_, person) => logIn(client, nameOf(person % PEOPLE)));
  for (const answer of await Promise.all(all)) expectStatus(answer, 200);
  client.close();
}

async function longPasswords(): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const body = Buffer.from(JSON.stringify({ identifier: nameOf(0), password: 'a'.repeat(1_000_000) }));
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'content-length': body.length };
  await openLoop(PER_SECOND, Number(seconds), async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      const sent = request(`${origin}/login`, { method: 'POST', agent, headers }, (answer) => {
        answer.resume().once('close', () => resolve(answer.statusCode));
      });
      // The product may cut the connection before all of it has been sent.
      sent.once('error', () => resolve(undefined)).end(body);
    });
    if (status !== undefined && status !== 413) throw new Error(`a password of a megabyte was answered with ${status}`);
  });
  agent.destroy();
}
