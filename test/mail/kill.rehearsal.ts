import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Closers, freshStorage, type Environment } from '../support/product.js';
import { eventually, type ProductProcess, startProcess } from '../support/servers/index.js';
import { logIn, register, someone, Visitor } from '../support/visitor.js';
import { MailServer } from './mail-server.js';

const closers = new Closers();
let env: Environment;
let server: MailServer;

beforeAll(async () => {
  const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  server = await closers.add(MailServer.start(), (started) => started.close());
  env = { ...storage.env, MAIL_URL: server.url, MAIL_FROM: 'no-reply@mail.example.org', BCRYPT_COST: '4' };
});

afterAll(() => closers.closeAll());

/** Milliseconds after the person has the answer; the first is before it. */
const AFTER_ANSWER = [-1, 0, 2, 5, 10, 20, 40, 80];

/** Moments of the mail's own way, each with milliseconds after it. */
const STEPS = ['recipient', 'dot', 'yes'] as const;
const AFTER_STEP = [0, 1, 3, 10];

type Moment = { readonly step: 'answer' | (typeof STEPS)[number]; readonly pause: number };

const MOMENTS: readonly Moment[] = [
  ...AFTER_ANSWER.map((pause) => ({ step: 'answer' as const, pause })),
  ...STEPS.flatMap((step) => AFTER_STEP.map((pause) => ({ step, pause }))),
];

/** At least this share of the moments has to come after the answer, or little would have been tried. */
const LEAST = 1 / 2;

/** Kills the process at this moment of the mail to this address, and lets all others pass. */
function killAt({ step, pause }: Moment, email: string, product: ProductProcess): void {
  const kill = async (): Promise<undefined> => {
    await sleep(pause);
    product.signal('SIGKILL');
    return undefined;
  };
  server.answers.recipient = (address) => {
    if (step === 'recipient' && address === email) void kill();
    return undefined;
  };
  server.answers.data = async ({ to }) => {
    if (step === 'dot' && to.includes(email)) await kill().then(() => sleep(20));
    if (step === 'yes' && to.includes(email)) void kill();
    return undefined;
  };
}

it('whenever a process is killed, every mail of a change that was made comes, and none more than twice', async () => {
  const people: string[] = [];
  for (const moment of MOMENTS) {
    const product = await startProcess(env);
    const [visitor, person] = [new Visitor(product.url), someone()];
    await register(visitor, person);
    await logIn(visitor, person);
    killAt(moment, person.email, product);
    const asked = visitor.post('/settings/delete', { username: person.username }, 'json').catch(() => undefined);
    if (moment.step === 'answer') {
      await (moment.pause < 0 ? sleep(3) : asked.then(() => sleep(moment.pause)));
      product.signal('SIGKILL');
    }
    const answer = await asked;
    await product.exited;
    // Who got no answer does not know whether it was done.
    if (answer !== undefined) people.push(person.email);
  }
  server.answers.recipient = server.answers.data = undefined;
  const last = await startProcess(env);
  await eventually('every mail has come', () => people.every((email) => comes(email) > 0), last);
  // On a busy machine a mail may be on its way, and its process killed, before the answer has come.
  expect(people.length).toBeGreaterThanOrEqual(MOMENTS.length * LEAST);
  for (const email of people) expect([email, comes(email) <= 2]).toEqual([email, true]);
  expect(await last.stop()).toBe(0);
}, 900_000);

function comes(email: string): number {
  return server.taken.filter(({ to }) => to.includes(email)).length;
}
