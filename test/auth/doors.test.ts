import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AddressPace } from '../../src/http/client/address-pace.js';
import type { HashJob } from '../../src/users/passwords/hash-messages.js';
import { HashQueue } from '../../src/users/passwords/hash-queue.js';
import { Product } from '../support/product.js';
import { type Answer, logIn, type Person, remembered, reopened, signIn, someone, type Visitor } from '../support/visitor.js';

/** One person opens as many connections in an attack, and the queue is as it is delivered for one worker. */
const CONNECTIONS = 60;

let product: Product;
let queue: HashQueue;
let ownersDevice: Visitor;
let owner: Person;
let attackersDevice: Visitor;
let attacker: Person;
const from = (address: string) => product.visitor({ 'x-forwarded-for': address });

beforeAll(async () => {
  product = await Product.start({ TRUST_PROXY: '1', HASH_WORKERS: '1', HASH_QUEUE: '16' });
  queue = product.app.get(HashQueue);
  ownersDevice = from('198.51.100.1');
  owner = await signIn(ownersDevice);
  attackersDevice = from('203.0.113.1');
  attacker = await signIn(attackersDevice);
});
afterAll(() => product.remove());
afterEach(() => vi.restoreAllMocks());

/** The threads get no job until it is let go: who waits and who is refused is decided without any time. */
function holdThreads(): () => void {
  const held: (() => void)[] = [];
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, job: HashJob | 'end') {
    held.push(() => this.postMessage(job));
  });
  return () => {
    spy.mockRestore();
    for (const go of held.splice(0)) go();
  };
}

const settled = (answers: readonly Promise<Answer>[]) => Promise.all(answers.map(async (answer) => (await answer).status));

/** Logins that have all come to the queue: they wait, or are refused. */
async function begin(count: number, logInOnce: (nth: number) => Promise<Answer>): Promise<Promise<Answer>[]> {
  const run = vi.spyOn(queue, 'run');
  const before = run.mock.calls.length;
  const answers = Array.from({ length: count }, (_, nth) => logInOnce(nth));
  await vi.waitFor(() => expect(run.mock.calls.length - before).toBe(count), { timeout: 20_000, interval: 5 });
  return answers;
}

describe('while one person repeats a right login over many connections', () => {
  it.each([
    ['without cookies', () => from('203.0.113.1')],
    ['on a known device', () => attackersDevice],
  ])('%s, the owner of another account gets in, on a known device and as a stranger', async (_what, visitorOf) => {
    const letGo = holdThreads();
    const attack = await begin(CONNECTIONS, () => logIn(visitorOf(), attacker));
    const owners = await begin(2, (nth) => logIn(nth === 0 ? ownersDevice : from('192.0.2.7'), owner));
    letGo();
    expect(await settled(owners)).toEqual([200, 200]);
    const seen = await settled(attack);
    expect(seen.filter((status) => status === 503).length).toBeGreaterThan(CONNECTIONS - 20);
    expect(seen.filter((status) => status === 200).length).toBeGreaterThan(2);
  });
});

describe('while somebody with many addresses fills the queue', () => {
  it('a third of the queue is left for known devices', async () => {
    const letGo = holdThreads();
    const attack = await begin(CONNECTIONS, (nth) => logIn(from(`203.0.113.${nth + 1}`), someone()));
    const others = await begin(5, () => logIn(ownersDevice, owner));
    letGo();
    // Two of one account have their share; the others had what nobody else wanted.
    expect(await settled(others)).toEqual([200, 200, 200, 200, 200]);
    const seen = await settled(attack);
    expect(seen.filter((status) => status === 401)).toHaveLength(12);
    expect(seen.filter((status) => status === 503)).toHaveLength(CONNECTIONS - 12);
  });
});

describe('an IPv6 /64', () => {
  it('is one address in the queue', async () => {
    const letGo = holdThreads();
    const attack = await begin(CONNECTIONS, (nth) => logIn(from(`2001:db8:1:2::${nth + 1}`), someone()));
    const newcomers = await begin(7, (nth) => logIn(from(`2001:db8:1:${nth + 3}::1`), someone()));
    letGo();
    expect(await settled(newcomers)).toEqual(Array.from({ length: 7 }, () => 401));
    // One was at work, four had the share of an address.
    expect((await settled(attack)).filter((status) => status === 401)).toHaveLength(5);
  });
});

describe('while one remember-me cookie is repeated over many connections', () => {
  it('its address waits for its pace, and another address is served meanwhile', async () => {
    const [attacking, another] = [from('203.0.113.9'), from('192.0.2.9')];
    for (const visitor of [attacking, another]) await remembered(visitor);
    const comesBack = (visitor: Visitor, address: string) =>
      reopened(visitor, product, { 'x-forwarded-for': address }).get('/dashboard');
    const pace = Promise.withResolvers<void>();
    vi.spyOn(AddressPace.prototype, 'wait').mockImplementation((network) =>
      network === '203.0.113.9' ? pace.promise : Promise.resolve(),
    );
    const answered = vi.fn();
    const attack = comesBack(attacking, '203.0.113.9').finally(answered);
    const other = await comesBack(another, '192.0.2.9');
    expect([other.status, answered.mock.calls.length]).toEqual([200, 0]);
    pace.resolve();
    expect((await attack).status).toBe(200);
  });
});
