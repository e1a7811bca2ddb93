import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { announcedBy, rowsOf } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { PASSWORD, type Person, register, someone } from '../support/visitor.js';
import type { Engine } from './engine.js';
import { ENGINES } from './engines.js';
import { KillableChromium } from './killable-chromium.js';
import { Visit } from './visit.js';

const PAGES = ['/', '/dashboard', '/profile', '/settings', '/settings/sessions'];

let product: Product;
let account: Person;
let events: string[];

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

beforeEach(async () => {
  account = someone();
  await register(product.visitor(), account);
  events = announcedBy(product);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const logIn = async (visit: Visit) => {
  await visit.open('/login');
  await visit.logIn(account.username, PASSWORD);
  await visit.at('/dashboard');
};

describe.each(ENGINES)('$name with nothing but a remember-me cookie', ({ start }) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await start();
  });

  afterAll(() => engine.close());

  it('opens five tabs at once: all are signed in, by one session', async () => {
    const profile = await engine.profile();
    const visits = [];
    for (const path of PAGES) visits.push({ path, visit: new Visit(await profile.tab(), product.url) });
    const [first] = visits;
    if (first === undefined) throw new Error('no tab');
    await logIn(first.visit);
    await profile.forget('session');
    await Promise.all(visits.map(({ path, visit }) => visit.open(path)));
    for (const { path, visit } of visits) expect((await visit.at(path)).greeted).toBe(account.username);
    for (const { path, visit } of visits) {
      await visit.open('/settings/sessions');
      expect((await visit.at('/settings/sessions')).listed, path).toBe(1);
    }
    // A tab that is late by more than the answer of the first is a restore of its own, of the same session.
    expect(new Set(events)).toEqual(new Set(['logged-in', 'remembered-login']));
    expect(await rowsOf(product, account)).toHaveLength(1);
    await profile.close();
  });
});

describe('Chromium that is killed before it has written its cookies', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('comes back with the remember-me cookie before, is signed in and alarms nobody', async () => {
    const first = await KillableChromium.start(folder);
    await logIn(await first.visit(product.url));
    const atLogin = await first.remembered();
    await first.quit();

    const second = await KillableChromium.start(folder);
    expect(await second.remembered()).toBe(atLogin);
    const restored = await second.visit(product.url);
    await restored.open('/dashboard');
    await restored.at('/dashboard');
    expect(await second.remembered()).not.toBe(atLogin);
    await second.kill();

    later(40_000);
    const third = await KillableChromium.start(folder);
    // This must hold, or nothing is shown here: what lies on the disk is the older cookie.
    expect(await third.remembered()).toBe(atLogin);
    const back = await third.visit(product.url);
    for (const seconds of [0, 40]) {
      later(seconds * 1_000);
      await back.open('/settings/sessions');
      expect((await back.at('/settings/sessions')).listed).toBe(1);
    }
    expect(events).toEqual(['logged-in', 'remembered-login', 'remembered-login']);
    await third.kill();
  });
});
