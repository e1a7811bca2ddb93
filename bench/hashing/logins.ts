import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { expectStatus, logIn, nameOf } from '../support/people.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { spread } from '../support/statistics.ts';
import { ranged, table } from '../support/table.ts';
import { type HashingSite, PEOPLE, startHashingSite } from './site.ts';

const COST = 10;

/** So many people log in at the same time, each again at once. */
const TOGETHER = 8;

interface Round {
  /** Checks a second of one thread that does nothing else. */
  readonly bare: number;
  /** Logins a second: alone, and while others look at pages. */
  readonly alone: number;
  readonly besidePages: number;
  /** The slowest hundredth of other people's pages, in milliseconds. */
  readonly idleP99: number;
  readonly busyP99: number;
}

/** Logins a second against what bcrypt alone can do on one thread, and what they do to other people's pages. */
export async function logins({ quick, rounds = quick ? 2 : 5 }: Options): Promise<void> {
  const seconds = quick ? 5 : 15;
  const site = await startHashingSite(COST);
  const measured: Round[] = [];
  await logInFor(site, 2);
  for (let round = 0; round < rounds; round++) {
    const bare = await bareLimit(seconds);
    const alone = await logInFor(site, seconds);
    const { p99: idleP99 } = await site.pagesOfOthers(seconds);
    const [besidePages, { p99: busyP99 }] = await Promise.all([logInFor(site, seconds), site.pagesOfOthers(seconds)]);
    measured.push({ bare, alone, besidePages, idleP99, busyP99 });
  }
  await site.program.stop();
  report(measured, quick);
}

async function bareLimit(seconds: number): Promise<number> {
  const args = ['bench/hashing/bare-bcrypt.ts', String(COST), String(seconds)];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

/** Logins a second, to the end of the last one. */
async function logInFor({ origin }: HashingSite, seconds: number): Promise<number> {
  const client = new Client(origin);
  const begun = performance.now();
  let count = 0;
  const one = async (person: number): Promise<void> => {
    while (performance.now() - begun < seconds * 1_000) {
      expectStatus(await logIn(client, nameOf(person % PEOPLE)), 200);
      count++;
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, (_, person) => one(person)));
  client.close();
  return (count * 1_000) / (performance.now() - begun);
}

function report(rounds: readonly Round[], quick: boolean): void {
  const of = (figure: (round: Round) => number) => ranged(spread(rounds.map(figure)));
  const text = [
    place(),
    table([
      [`bcrypt at cost ${COST}, one thread`, 'figure (spread)', 'goal'],
      ['bare bcrypt, checks a second', of(({ bare }) => bare), ''],
      ['logins a second, cores otherwise idle', of(({ alone }) => alone), ''],
      ['logins to bare bcrypt', of(({ bare, alone }) => alone / bare), 'at least 0.95'],
      ['logins a second beside 100 pages a second', of(({ besidePages }) => besidePages), ''],
      ['p99 of those pages, nobody logging in, ms', of(({ idleP99 }) => idleP99), ''],
      ['p99 of those pages beside the logins, ms', of(({ busyP99 }) => busyP99), ''],
      ['p99 beside logins to idle', of(({ idleP99, busyP99 }) => busyP99 / idleP99), 'at most 2'],
    ]),
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'logins', quick }, { rounds });
  keepInPaper('bench/results/logins.md', 'logins', text);
}
