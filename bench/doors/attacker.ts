/*
 * One person at one address who asks as fast as answers come: a program of its own, because what it does must not delay who takes
 * the times. Arguments: the attack, connections, seconds, origins. Writes how often each status was the answer.
 */
import { type Client as OneClient, Client } from '../support/client.ts';
import { type AttackName, ATTACKS, attackersRememberCookie } from './attacks.ts';

const [, , attack = '', connections, seconds, ...origins] = process.argv;
const each = Math.ceil(Number(connections) / origins.length);
const clients = origins.map((origin) => new Client(origin, each));
const [first] = clients;
if (first === undefined) throw new Error('no origin');
const remember = attack === 'one remember-me cookie' ? await attackersRememberCookie(first) : '';
const answers: Record<string, number> = {};
const end = performance.now() + Number(seconds) * 1_000;

async function repeat(client: OneClient): Promise<void> {
  while (performance.now() < end) {
    const status = await ATTACKS[attack as AttackName](client, remember).then(
      (answer) => answer.status,
      () => 'no answer',
    );
    answers[status] = (answers[status] ?? 0) + 1;
  }
}

await Promise.all(clients.flatMap((client) => Array.from({ length: each }, () => repeat(client))));
for (const client of clients) client.close();
process.stdout.write(JSON.stringify(answers));
