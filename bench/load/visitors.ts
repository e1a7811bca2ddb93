import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../support/client.ts';
import { openLoop } from '../support/open-loop.ts';
import { logIn, nameOf } from '../support/people.ts';
import type { Population } from '../scale/population.ts';
import type { Tally } from './tally.ts';

/** Milliseconds between a visitor's pages, on average. */
const THINKS_FOR = 10_000;

const LOGINS_PER_SECOND = 5;

/** Every so manieth login has a wrong password: 1 %. */
const ONE_WRONG_IN = 100;

const PAGES = ['/dashboard', '/profile', '/settings', '/settings/sessions', '/'];

interface Until {
  readonly tally: Tally;
  readonly end: number;
}

/** Looks at pages, thinking in between, and must find the own name on each. */
export async function visit(
  client: Client,
  { account, cookie }: Population['visitors'][number],
  { tally, end }: Until,
): Promise<void> {
  await sleep(Math.random() * THINKS_FOR);
  for (let turn = 0; Date.now() < end; turn++) {
    const path = PAGES[turn % PAGES.length] ?? '/';
    await tally.count('page', async () => {
      const { status, text } = await client.ask(path, { headers: { accept: 'text/html', cookie } });
      return status === 200 && text.includes(account.username) ? undefined : `${path} ${status}`;
    });
    await sleep(Math.min(THINKS_FOR * (0.5 + Math.random()), Math.max(0, end - Date.now())));
  }
}

/** Five logins a second, whatever becomes of them. */
export async function keepLoggingIn(client: Client, people: number, { tally, end }: Until): Promise<void> {
  const seconds = (end - Date.now()) / 1_000 - 2;
  await openLoop(LOGINS_PER_SECOND, seconds, (turn) => {
    const isWrong = turn % ONE_WRONG_IN === ONE_WRONG_IN - 1;
    return tally.count(isWrong ? 'login, wrong password' : 'login', async () => {
      const { status } = await logIn(client, nameOf(turn % people), ...(isWrong ? ['not the password'] : []));
      return status === (isWrong ? 401 : 200) ? undefined : String(status);
    });
  });
}
