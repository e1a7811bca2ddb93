import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HashJob } from '../../src/users/passwords/hash-messages.js';
import { HashQueue } from '../../src/users/passwords/hash-queue.js';
import { logIn, type Person, register, signIn, someone } from '../support/people.js';
import { Product } from '../support/product.js';
import type { Answer, Visitor } from '../support/visitor.js';

/** As many connections as one person opens in an attack; a queue as it is delivered for one worker. */
const CONNECTIONS = 60;

let product: Product;
let queue: HashQueue;
let owner: Visitor;
let ownerHome: Person;
let attacker: Person;
const from = (address: string) => product.visitor({ 'x-forwarded-for': address });

beforeAll(async () => {
  product = await Product.start({ TRUST_PROXY: '1', HASH_WORKERS: '1', HASH_QUEUE: '16' });
  queue = product.app.get(HashQueue);
  owner = from('198.51.100.1');
  ownerHome = await signIn(owner);
  attacker = someone();
  await register(from('203.0.113.1'), attacker);
});
afterAll(() => product.remove());
afterEach(() => vi.restoreAllMocks());

/** The threads get no job until it is let go: who waits and who is refused is decided without any time. */
function holdThreads(): () => void {
  const held: (() => void)[] = [];
  const post = Worker.prototype.postMessage;
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, job: HashJob | 'end') {
    held.push(() => post.call(this, job));
  });
  return () => {
    spy.mockRestore();
    for (const go of held.splice(0)) go();
  };
}

const settled = (answers: readonly Promise<Answer>[]) => Promise.all(answers.map(async (answer) => (await answer).status));

/** Logins that have all been looked up: they wait, or are refused. */
async function begin(count: number, logInOnce: (nth: number) => Promise<Answer>): Promise<Promise<Answer>[]> {
  const before = total();
  const answers = Array.from({ length: count }, (_, nth) => logInOnce(nth));
  await vi.waitFor(() => expect(total()).toBe(before + count), { timeout: 20_000, interval: 5 });
  return answers;
}

/** Jobs that the queue has been given and that have not ended. */
function total(): number {
  const { active, waiting, refused } = queue.load;
  return active + waiting.known + waiting.stranger + refused.known + refused.stranger - displaced;
}
const displaced = 0;

describe('while one person repeats a right login over many connections', () => {
  it.each([
    ['without cookies', () => from('203.0.113.1')],
    ['from a known device', () => known],
  ])('%s, the owner of another account gets in, on a known device and as a stranger', async (_what, visitorOf) => {
    await logIn(known, attacker);
    const letGo = holdThreads();
    const attack = await begin(CONNECTIONS, () => logIn(visitorOf(), attacker));
    const [onDevice, asStranger] = [logIn(owner, ownerHome), logIn(from('192.0.2.7'), ownerHome)];
    await vi.waitFor(() => expect(queue.load.waiting.known).toBeGreaterThan(0));
    letGo();
    expect(await settled([onDevice, asStranger])).toEqual([200, 200]);
    const seen = await settled(attack);
    expect(seen.filter((status) => status === 503).length).toBeGreaterThan(CONNECTIONS - 20);
    expect(seen.filter((status) => status === 200).length).toBeGreaterThan(2);
  });

  const known = { cookies: new Map() } as unknown as Visitor;
  beforeAll(() => Object.setPrototypeOf(known, Object.getPrototypeOf(from('x'))));
  beforeAll(() => Object.assign(known, from('203.0.113.1')));
});

describe('while somebody with many addresses fills the queue', () => {
  it('a third of it is left for known devices', async () => {
    const letGo = holdThreads();
    const attack = await begin(CONNECTIONS, (nth) => logIn(from(`203.0.113.${nth + 1}`), someone()));
    const others = await begin(5, () => logIn(owner, ownerHome));
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
    const newcomers = Array.from({ length: 7 }, (_, nth) => logIn(from(`2001:db8:1:${nth + 3}::1`), someone()));
    await vi.waitFor(() => expect(queue.load.refused.stranger).toBeGreaterThan(0));
    letGo();
    expect(await settled(newcomers)).toEqual(Array.from({ length: 7 }, () => 401));
    // One was at work, four had the share of an address.
    expect((await settled(attack)).filter((status) => status === 401).length).toBeGreaterThanOrEqual(5);
  });
});
