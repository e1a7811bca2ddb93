import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { MikroORM } from '@mikro-orm/core';
import { SeriesService } from '../../src/sessions/remember-me/series.service.js';
import { principalOfUser } from '../../src/users/principal/principal.js';
import { User } from '../../src/users/user.entity.js';
import { register, someone } from '../support/people.js';
import { Product } from '../support/product.js';
import { linesOf } from '../support/returning.js';
import type { Visitor } from '../support/visitor.js';
import { type Deed, DEEDS, everyOrder, GRACE, next, START, type Verdict, type World } from './remember-me-orders.js';

const DEPTH = 4;
const LONG = 8;
const LONG_ORDERS = 25;

let product: Product;
let begin: () => Promise<string>;

beforeAll(async () => {
  product = await Product.start({ LOG_LEVEL: 'silent' });
  const person = someone();
  await register(product.visitor(), person);
  const user = await product.app.get(MikroORM).em.fork().findOneOrFail(User, { usernameKey: person.username });
  const signer = new CookieSigner('remember-me', product.settings.sessionSecrets);
  const client = { fingerprint: 'f'.repeat(43), address: '192.0.2.1', userAgent: 'a test' };
  begin = async () => {
    const { selector, validator } = await product.app.get(SeriesService).begin(principalOfUser(user), client);
    return encodeURIComponent(signer.sign(`${selector}.${validator}`));
  };
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(() => product.remove());

/** The longest orders: every shorter one begins one of them. */
function ordersOf(depth: number): Deed[][] {
  const orders: Deed[][] = [];
  everyOrder(depth, (order, _before, { series }) => {
    if (order.length === depth || series === null) orders.push([...order]);
  });
  return orders;
}

/** Of the longest ones, some; the same in every run. */
function someOrders(count: number): Deed[][] {
  let seed = 14;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  return Array.from({ length: count }, () => {
    const order: Deed[] = [];
    let world: World = START;
    while (order.length < LONG && world.series !== null) {
      const deed = DEEDS[random(DEEDS.length)] ?? 'owner';
      const step = next(world, deed);
      if (step === null || (deed === 'wait' && order.at(-1) === 'wait')) continue;
      order.push(deed);
      world = step.world;
    }
    return order;
  });
}

/** What the real thing does with a cookie, in the model's words; `keep` is what the cookies of the answer are for. */
async function present(cookie: string): Promise<{ verdict: Verdict; got: string }> {
  const visitor: Visitor = product.visitor();
  visitor.cookies.set('remember', cookie);
  const answer = await visitor.get('/dashboard', 'json');
  const got = visitor.cookies.get('remember') ?? '';
  if (answer.status === 200) return { verdict: linesOf('remember', answer).length === 1 ? 'rotated' : 'spent', got };
  return { verdict: String(answer.json['detail']).includes('used elsewhere') ? 'theft' : 'ended', got };
}

/** Runs an order on a new series: what every deed came to. */
async function run(order: readonly Deed[]): Promise<{ real: Verdict[]; model: Verdict[] }> {
  const cookies = new Map<string, string>([['0', await begin()]]);
  const start = Date.now();
  const [real, model]: [Verdict[], Verdict[]] = [[], []];
  let world: World = START;
  for (const deed of order) {
    const step = next(world, deed);
    if (step === null) throw new Error(`no such order: ${order.join(' ')}`);
    const presented = deed === 'thief' ? world.thief : deed === 'replay' ? world.stolen?.cookie : world.owner;
    vi.useFakeTimers({ toFake: ['Date'], now: start + world.now });
    if (step.verdict !== null) {
      const { verdict, got } = await present(cookies.get(presented ?? '') ?? '');
      if (verdict === 'rotated') cookies.set(String(step.world.issued), got);
      real.push(verdict);
    } else real.push(null);
    model.push(step.verdict);
    world = step.world;
  }
  vi.useRealTimers();
  return { real, model };
}

describe('the real thing does what the model does,', () => {
  it(`in every order to depth ${DEPTH}`, async () => {
    const orders = ordersOf(DEPTH);
    for (const order of orders) {
      const { real, model } = await run(order);
      expect(real, order.join(' ')).toEqual(model);
    }
    expect(orders.length).toBeGreaterThan(300);
  });

  it(`in ${LONG_ORDERS} orders of ${LONG}, with a grace of ${GRACE / 1_000} s`, async () => {
    for (const order of someOrders(LONG_ORDERS)) {
      const { real, model } = await run(order);
      expect(real, order.join(' ')).toEqual(model);
    }
  });
});
