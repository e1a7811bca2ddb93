import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { expectStatus, logIn, nameOf } from '../support/people.ts';
import { Program } from '../support/program.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import type { Latencies } from '../support/open-loop.ts';
import { spread } from '../support/statistics.ts';
import { ranged, table } from '../support/table.ts';
import { wrk } from '../support/wrk.ts';
import { CROWD_WAITS } from './crowd-waits.ts';
import { type HashingSite, PEOPLE, startHashingSite } from './site.ts';

interface Round {
  /** The slowest hundredth of other people's pages, in milliseconds: idle, with 100 logins at once, under attack. */
  readonly idle: number;
  readonly hundredLogins: number;
  readonly attack: number;
  /** The slowest login while all cores are busy with pages, in milliseconds. */
  readonly slowestLogin: number;
}

/** What hashing may do to others, and others to it. */
export async function hashing({ quick, rounds = quick ? 2 : 5 }: Options): Promise<void> {
  const site = await startHashingSite(quick ? 10 : 12);
  const seconds = quick ? 5 : 20;
  const measured: Round[] = [];
  await site.pagesOfOthers(3);
  for (let round = 0; round < rounds; round++) {
    const { p99: idle } = await site.pagesOfOthers(seconds);
    const { p99: hundredLogins } = await beside('hundred-logins', site, seconds);
    const { p99: attack } = await beside('long-passwords', site, seconds);
    measured.push({ idle, hundredLogins, attack, slowestLogin: await loginBesidePages(site, seconds) });
  }
  await site.program.stop();
  report(measured, quick);
}

/** The pages of others while a crowd does this. Its program starts before: that is not what is measured. */
async function beside(what: string, site: HashingSite, seconds: number): Promise<Latencies> {
  const args = ['bench/hashing/crowd.ts', what, site.origin, String(seconds)];
  const crowd = new Program(what, { command: process.execPath, args });
  await sleep(CROWD_WAITS - 500);
  const pages = await site.pagesOfOthers(seconds);
  if ((await crowd.ended()) !== 0) throw new Error(crowd.lastWords());
  return pages;
}

async function loginBesidePages(site: HashingSite, seconds: number): Promise<number> {
  const { origin, cookies } = site;
  const load = { origin, path: '/dashboard', accept: 'text/html', cookies, status: 200, marker: '' };
  const pages = wrk(load, { seconds, threads: 2, connections: 64 });
  const client = new Client(origin);
  const times: number[] = [];
  const begun = performance.now();
  while (performance.now() - begun < (seconds - 1) * 1_000) {
    const sent = performance.now();
    expectStatus(await logIn(client, nameOf(times.length % PEOPLE)), 200);
    times.push(performance.now() - sent);
  }
  await pages;
  client.close();
  return Math.max(...times);
}

function report(rounds: readonly Round[], quick: boolean): void {
  const of = (figure: (round: Round) => number) => ranged(spread(rounds.map(figure)));
  const text = [
    place(),
    table([
      ['a page for somebody else, 100 a second', 'p99 ms (spread)', 'to idle (spread)', 'goal'],
      ['nobody logs in', of(({ idle }) => idle), '1.00', ''],
      [
        'while 100 people log in at once',
        of(({ hundredLogins }) => hundredLogins),
        of((round) => round.hundredLogins / round.idle),
        'at most 2',
      ],
      [
        'while 50 passwords of 1 MB come a second',
        of(({ attack }) => attack),
        of((round) => round.attack / round.idle),
        'at most 2',
      ],
    ]),
    `The slowest login while all cores are busy with pages: ${of(({ slowestLogin }) => slowestLogin)} ms (goal: at most 3,000).`,
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'hashing', quick }, { rounds });
  keepInPaper('bench/results/hashing.md', 'hashing', text);
}
