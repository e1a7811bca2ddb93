import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../test/support/network.ts';
import { areaUnderCurve } from '../enumeration/area-under-curve.ts';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { latencies, timesInOpenLoop } from '../support/open-loop.ts';
import { expectStatus, nameOf, PASSWORD, register } from '../support/people.ts';
import { migrate, startProduct, type Stores } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { median } from '../support/statistics.ts';
import { short, table } from '../support/table.ts';

const LIMITS_OFF = { THROTTLE_MAIL: 'off', THROTTLE_MAIL_ADDRESS: 'off' };
const mailBy = (port: number) => ({
  ...LIMITS_OFF,
  MAIL_URL: `smtp://127.0.0.1:${port}`,
  MAIL_FROM: 'no-reply@mail.example.org',
});

/** Resets a second while pages are asked for, and how many pages a second. */
const RESETS = 100;
const PAGES = 50;

/** What mail costs a request, what its time tells of an address, and how fast the outbox empties. */
export async function mail({ quick }: Options): Promise<void> {
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('mail'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const tries = quick ? 40 : 400;
  const signUps = await signUpTimes(stores, quick ? 30 : 200);
  const told = [
    { what: 'a discreet sign-up', ...(await tellTale(stores, tries, { REGISTRATION: 'discreet' }, discreetSignUp)) },
    { what: 'a forgotten password', ...(await tellTale(stores, tries, {}, forgottenPassword)) },
  ];
  const drained = await drain(stores, quick ? 4 : 20);
  report({ signUps, told, drained }, quick);
}

interface Times {
  readonly without: readonly number[];
  readonly with: readonly number[];
}

/** Sign-ups at a product without mail and at one whose mail server is away, by turns. */
async function signUpTimes(stores: Stores, count: number): Promise<Times> {
  const [plain, mailing] = [
    await startProduct(stores, { name: 'plain' }),
    await startProduct(stores, { name: 'away', env: mailBy(await freePort()) }),
  ];
  const [without, withMail] = [new Client(plain.origin, 1), new Client(mailing.origin, 1)];
  const times = { without: [] as number[], with: [] as number[] };
  for (let turn = -5; turn < count; turn += 1) {
    for (const [kind, client] of [
      ['without', without],
      ['with', withMail],
    ] as const) {
      const begun = performance.now();
      await register(client, nameOf(500_000 + (turn + 5) * 2 + (kind === 'with' ? 1 : 0)));
      if (turn >= 0) times[kind].push(performance.now() - begun);
    }
  }
  for (const client of [without, withMail]) client.close();
  await Promise.all([plain, mailing].map(({ program }) => program.stop()));
  return times;
}

type Ask = (client: Client, email: string, turn: number) => Promise<void>;

/** Asks with an address that is registered and with one that is not, in a random order. */
async function tellTale(stores: Stores, tries: number, env: Record<string, string>, ask: Ask) {
  const open = await startProduct(stores, { name: 'open' });
  const guest = new Client(open.origin, 1);
  const name = `owner${String(Date.now()).slice(-8)}`;
  await register(guest, name);
  guest.close();
  await open.program.stop();
  const { origin, program } = await startProduct(stores, { name: 'telling', env: { ...mailBy(await freePort()), ...env } });
  const client = new Client(origin, 1);
  const times = { taken: [] as number[], free: [] as number[] };
  for (let turn = -5; turn < tries; turn += 1) {
    for (const kind of (['taken', 'free'] as const).toSorted(() => Math.random() - 0.5)) {
      const email = kind === 'taken' ? `${name}@example.org` : `f${turn + 5}${name}@example.org`;
      const begun = performance.now();
      await ask(client, email, (turn + 5) * 2 + (kind === 'taken' ? 1 : 0));
      if (turn >= 0) times[kind].push(performance.now() - begun);
    }
  }
  client.close();
  await program.stop();
  return times;
}

async function discreetSignUp(client: Client, email: string, turn: number): Promise<void> {
  const body = { username: nameOf(700_000 + turn), email, password: PASSWORD, passwordConfirmation: PASSWORD };
  expectStatus(await client.ask('/register', { method: 'POST', body }), 202);
}

async function forgottenPassword(client: Client, email: string): Promise<void> {
  expectStatus(await client.ask('/forgot-password', { method: 'POST', body: { email } }), 202);
}

/** Resets at two instances for so many seconds, beside pages of others. */
async function drain(stores: Stores, seconds: number) {
  const taken = { count: 0 };
  const port = await freePort();
  const server = await mailServer(port, taken);
  const env = mailBy(port);
  const products = [await startProduct(stores, { name: 'drain0', env }), await startProduct(stores, { name: 'drain1', env })];
  const clients = products.map(({ origin }) => new Client(origin));
  const at = (turn: number) => clients[turn % clients.length] as Client;
  for (let person = 0; person < RESETS; person += 1) await register(at(person), nameOf(900_000 + person));
  while (taken.count < RESETS) await sleep(50);
  const page = async (turn: number) => void expectStatus(await at(turn).ask('/login'), 200);
  const reset = async (turn: number) =>
    void expectStatus(
      await at(turn).ask('/forgot-password', {
        method: 'POST',
        body: { email: `${nameOf(900_000 + (turn % RESETS))}@example.org` },
      }),
      202,
    );
  const idle = latencies(await timesInOpenLoop(PAGES, seconds, page));
  const [before, begun] = [taken.count, performance.now()];
  const [busy] = await Promise.all([timesInOpenLoop(PAGES, seconds, page), timesInOpenLoop(RESETS, seconds, reset)]);
  const mails = RESETS * seconds;
  while (taken.count - before < mails && performance.now() - begun < 300_000) await sleep(20);
  const took = (performance.now() - begun) / 1_000;
  const sent = taken.count - before;
  for (const client of clients) client.close();
  await Promise.all(products.map(({ program }) => program.stop()));
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return { mails, sent, took, perSecond: sent / took, idle, busy: latencies(busy) };
}

/** Takes every mail, and counts it. */
async function mailServer(port: number, taken: { count: number }): Promise<SMTPServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, callback) {
      stream.resume();
      stream.once('end', () => {
        taken.count += 1;
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

interface Figures {
  readonly signUps: Times;
  readonly told: readonly { readonly what: string; readonly taken: readonly number[]; readonly free: readonly number[] }[];
  readonly drained: Awaited<ReturnType<typeof drain>>;
}

function report({ signUps, told, drained }: Figures, quick: boolean): void {
  const [without, withMail] = [median(signUps.without), median(signUps.with)];
  const { mails, sent, took, perSecond, idle, busy } = drained;
  const text = [
    place(),
    `A sign-up that causes a mail, with the mail server away: ${short(withMail)} ms, without mail: ${short(without)} ms; ${short(withMail / without)} times (goal: 1.2).`,
    table([
      ['', 'address taken, median ms', 'address free', 'tries each', 'AUC (at most 0.60)'],
      ...told.map(({ what, taken, free }) => [
        what,
        short(median(taken)),
        short(median(free)),
        String(taken.length),
        areaUnderCurve(taken, free).toFixed(2),
      ]),
    ]),
    `${RESETS} forgotten passwords a second at two instances: ${sent} of ${mails} mails in ${short(took)} s, ${short(perSecond)} a second (goal: 50). Pages of others meanwhile: p50 ${short(busy.p50)} ms, p99 ${short(busy.p99)} ms; idle ${short(idle.p50)} and ${short(idle.p99)}.`,
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'mail', quick }, { signUps, told, drained });
  keepInPaper('bench/results/mail.md', 'mail', text);
}
