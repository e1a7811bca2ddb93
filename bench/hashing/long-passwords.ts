import { once } from 'node:events';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { Client } from '../support/client.ts';
import { openLoop } from '../support/open-loop.ts';
import { expectStatus, logIn, nameOf } from '../support/people.ts';

const PASSWORD = 'a'.repeat(1_000_000);

/** Passwords of a megabyte that the attacker sends in a second. */
const PER_SECOND = 50;

interface Attack {
  readonly origin: string;
  readonly seconds: number;
}

/** Sends passwords of a megabyte for so long, from a thread of its own: making them must not delay who takes the times. */
export async function longPasswords(attack: Attack): Promise<void> {
  const attacker = new Worker(new URL(import.meta.url), { workerData: attack });
  const [code] = (await once(attacker, 'exit')) as [number];
  if (code !== 0) throw new Error(`the attacker ended with ${code}`);
}

async function send({ origin, seconds }: Attack): Promise<void> {
  const client = new Client(origin);
  await openLoop(PER_SECOND, seconds, async () => {
    // The product may cut the connection before all of it has been sent.
    const answer = await logIn(client, nameOf(0), PASSWORD).catch(() => undefined);
    if (answer !== undefined) expectStatus(answer, 413);
  });
  client.close();
}

if (!isMainThread) await send(workerData as Attack);
