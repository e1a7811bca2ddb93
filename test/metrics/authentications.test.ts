import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { growth, scrape } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { logIn, register, someone, type Visitor } from '../support/visitor.js';
import { codeOf, STEP, withCodes } from '../second-factor/authenticator.js';

const shown = (method: string) => `gatehouse_authentications_total{kind="${method}"}`;

let product: Product;

beforeAll(async () => {
  product = await Product.start({ METRICS_PORT: '0' });
});

afterEach(() => vi.useRealTimers());

afterAll(() => product.remove());

const grown = async (deed: () => Promise<unknown>) => {
  const before = await scrape(product);
  await deed();
  return growth(before, await scrape(product), /^gatehouse_authentications/);
};

const secondStep = (visitor: Visitor, code: string, trust = false) =>
  visitor.post('/login/second-factor', { code, trust }, 'json');

it('counts a login by its password once, and a refused one not at all', async () => {
  const person = someone();
  await register(product.visitor(), person);
  expect(await grown(() => logIn(product.visitor(), person))).toEqual({ [shown('password')]: 1 });
  expect(await grown(() => logIn(product.visitor(), { ...person, password: 'not the right one' }))).toEqual({});
});

it('counts both steps of a login when its session begins, and what has spared the second one', async () => {
  const { person, secret, recoveryCodes } = await withCodes(product);
  const browser = product.visitor();
  expect(await grown(() => logIn(browser, person, 'json'))).toEqual({});
  later(STEP * 2);
  expect(await grown(() => secondStep(browser, codeOf(secret), true))).toEqual({ [shown('password')]: 1, [shown('totp')]: 1 });
  await browser.post('/logout', {}, 'json');
  expect(await grown(() => logIn(browser, person, 'json'))).toEqual({
    [shown('password')]: 1,
    [shown('trusted-device')]: 1,
  });
  const other = product.visitor();
  await logIn(other, person, 'json');
  expect(await grown(() => secondStep(other, recoveryCodes[0] ?? ''))).toEqual({
    [shown('password')]: 1,
    [shown('recovery-code')]: 1,
  });
});
