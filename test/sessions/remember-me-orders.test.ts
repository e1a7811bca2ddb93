import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { MikroORM } from '@mikro-orm/core';
import { SeriesService } from '../../src/sessions/remember-me/series.service.js';
import { principalOfUser } from '../../src/users/principal/principal.js';
import { User } from '../../src/users/user.entity.js';
import { Product } from '../support/product.js';
import { linesOf, register, someone, type Visitor } from '../support/visitor.js';
import { type Deed, DEEDS, everyOrder, GRACE, next, START, type Verdict, type World } from './remember-me-orders.js';

const DEPTH = 4;
const LONG = 8;
const LONG_ORDERS = 25;

/** Orders that take a step side by side: each waits a little for its own tabs. */
const AT_ONCE = 20;

/** Orders of one account: fewer than its sessions may be. */
const BATCH = 60;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

/** New series of somebody new, by their cookies. */
async function seriesOf(count: number): Promise<string[]> {
  const person = someone();
  await register(product.visitor(), person);
  const user = await product.app.get(MikroORM).em.fork().findOneOrFail(User, { usernameKey: person.username });
  const signer = new CookieSigner('remember-me', product.settings.sessionSecrets);
  const client = { fingerprint: 'f'.repeat(43), address: '192.0.2.1', userAgent: 'a test' };
  const cookies: string[] = [];
  while (cookies.length < count) {
    const { selector, validator } = await product.app.get(SeriesService).begin(principalOfUser(user), client);
    cookies.push(encodeURIComponent(signer.sign(`${selector}.${validator}`)));
  }
  return cookies;
}

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

/** Some of the longest orders, the same ones in every run. */
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
  const answer = await visitor.get('/profile', 'json');
  const got = visitor.cookies.get('remember') ?? '';
  if (answer.status === 200) return { verdict: linesOf('remember', answer).length === 1 ? 'rotated' : 'spent', got };
  return { verdict: String(answer.json['detail']).includes('used elsewhere') ? 'theft' : 'ended', got };
}

interface Course {
  readonly order: readonly Deed[];
  readonly cookies: Map<string, string>;
  readonly real: Verdict[];
  readonly model: Verdict[];
  world: World;
}

/** The next deed of one order, at the time that the clock shows. */
async function goOn(course: Course, deed: Deed): Promise<void> {
  const { world, cookies } = course;
  const step = next(world, deed);
  if (step === null) throw new Error(`no such order: ${course.order.join(' ')}`);
  course.world = step.world;
  course.model.push(step.verdict);
  if (step.verdict === null) return void course.real.push(null);
  const presented = deed === 'thief' ? world.thief : deed === 'replay' ? world.stolen?.cookie : world.owner;
  const { verdict, got } = await present(cookies.get(presented ?? '') ?? '');
  if (verdict === 'rotated') cookies.set(String(step.world.issued), got);
  course.real.push(verdict);
}

/** Runs every order on a series of its own, step by step beside the others whose clock shows the same. */
async function run(orders: readonly (readonly Deed[])[]): Promise<Course[]> {
  const begun = await seriesOf(orders.length);
  const courses = orders.map((order, nth): Course => {
    return { order, cookies: new Map([['0', begun[nth] ?? '']]), real: [], model: [], world: START };
  });
  const start = Date.now();
  for (let place = 0; place < LONG; place++) {
    for (const now of [...new Set(courses.map(({ world }) => world.now))].sort((one, other) => one - other)) {
      vi.useFakeTimers({ toFake: ['Date'], now: start + now });
      const due = courses.filter(
        ({ order, world, model }) => order.length > place && model.length === place && world.now === now,
      );
      for (let from = 0; from < due.length; from += AT_ONCE) {
        await Promise.all(due.slice(from, from + AT_ONCE).map((course) => goOn(course, course.order[place] ?? 'wait')));
      }
    }
  }
  vi.useRealTimers();
  return courses;
}

describe('the product does what the model does,', { timeout: 240_000 }, () => {
  it(`in every order to depth ${DEPTH}`, async () => {
    const orders = ordersOf(DEPTH);
    for (let from = 0; from < orders.length; from += BATCH) {
      const courses = await run(orders.slice(from, from + BATCH));
      for (const { order, real, model } of courses) expect(real, order.join(' ')).toEqual(model);
    }
    expect(orders.length).toBeGreaterThan(250);
  });

  it(`in ${LONG_ORDERS} orders of ${LONG}, with a grace of ${GRACE / 1_000} s`, async () => {
    for (const { order, real, model } of await run(someOrders(LONG_ORDERS))) expect(real, order.join(' ')).toEqual(model);
  });
});
