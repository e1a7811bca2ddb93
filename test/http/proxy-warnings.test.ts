import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshStorage, type Storage } from '../support/product.js';
import { eventually, type ProductProcess, startProcess } from '../support/servers/index.js';
import { logIn, register, someone, Visitor } from '../support/visitor.js';

const PUBLIC_URL = 'http://gate.example.org';
const UNTRUSTED = 'X-Forwarded-For of a peer that is not trusted is ignored';
const ONE_FOR_ALL = 'all logins come from one address';

const storages: Storage[] = [];
const started: ProductProcess[] = [];

/** Each process has another TRUST_PROXY, by which it is named here. */
let products: Record<'nobody' | 'one' | 'two', ProductProcess>;
const person = someone();

beforeAll(async () => {
  const start = async (trust: string): Promise<ProductProcess> => {
    const storage = storages[storages.push(await freshStorage()) - 1];
    const env = { THROTTLE_REGISTER: 'off', BCRYPT_COST: '4', PUBLIC_URL, TRUST_PROXY: trust };
    const product = await startProcess({ ...storage?.env, ...env });
    started.push(product);
    await register(new Visitor(product.url), person);
    return product;
  };
  products = { nobody: await start(''), one: await start('1'), two: await start('2') };
});

afterAll(async () => {
  await Promise.all(started.map((product) => product.stop()));
  await Promise.all(storages.map((storage) => storage.remove()));
});

const logged = (product: ProductProcess, symptom: string) => product.lines.filter((line) => line.includes(symptom));

/** Logins of as many clients, through a proxy that writes `chain` for each. */
async function logins(product: ProductProcess, count: number, chain: (client: string) => string): Promise<void> {
  for (let turn = 1; turn <= count; turn += 1) {
    const visitor = new Visitor(product.url, { 'x-forwarded-for': chain(`203.0.113.${turn}`) });
    expect((await logIn(visitor, person)).status).toBe(200);
  }
  const marker = `/after-${Math.random()}`;
  await new Visitor(product.url).get(marker);
  await eventually('the next request is in the log', () => logged(product, marker).length > 0, product);
}

it('a proxy next door that is not trusted is told of once, with the remedy', async () => {
  const { nobody } = products;
  expect(logged(nobody, UNTRUSTED)).toEqual([]);
  await logins(nobody, 19, (client) => client);
  expect(logged(nobody, UNTRUSTED)).toEqual([
    expect.stringMatching(
      / warn .*peer=127\.0\.0\.1 .*set TRUST_PROXY to its address.*npm run doctor -- http:\/\/gate\.example\.org/,
    ),
  ]);
  expect(logged(nobody, ONE_FOR_ALL)).toEqual([]);
});

it('logins that all come from one address, though proxies tell of several, are told of once', async () => {
  const { nobody, one } = products;
  await logins(nobody, 30, (client) => client);
  await logins(one, 30, (client) => `${client}, 10.0.0.2`);
  expect(logged(nobody, ONE_FOR_ALL)).toEqual([expect.stringMatching(/ warn .*address=127\.0\.0\.1 .*TRUST_PROXY must name/)]);
  expect(logged(one, ONE_FOR_ALL)).toEqual([expect.stringMatching(/ warn .*address=10\.0\.0\.2 .*npm run doctor/)]);
  expect([logged(nobody, UNTRUSTED).length, logged(one, UNTRUSTED).length]).toEqual([1, 0]);
});

it('where the right proxies are trusted, nothing is told', async () => {
  const { two } = products;
  await logins(two, 25, (client) => `${client}, 10.0.0.2`);
  await logins(two, 25, () => '203.0.113.99, 10.0.0.2');
  expect([...logged(two, ONE_FOR_ALL), ...logged(two, UNTRUSTED)]).toEqual([]);
});
