import { EntityManager } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RecoveryCodes } from '../../src/second-factor/codes/recovery-codes.service.js';
import { TotpSecret } from '../../src/second-factor/codes/totp-secret.entity.js';
import { TotpSecrets } from '../../src/second-factor/codes/totp-secrets.service.js';
import { dumpOfRedis, dumpOfSql } from '../support/dump.js';
import { Closers, type Environment, freshStorage, later, Product, type Storage } from '../support/product.js';
import { signIn, stateOf } from '../support/visitor.js';
import { codeOf, scan, STEP, withCodes } from './authenticator.js';

const OLD = { ENCRYPTION_KEY: 'o'.repeat(40) };
const BOTH = { ENCRYPTION_KEY: `${'n'.repeat(40)},${'o'.repeat(40)}` };
const NEW = { ENCRYPTION_KEY: 'n'.repeat(40) };

const closers = new Closers();
let storage: Storage;
let product: Product;

const start = async (env: Environment): Promise<void> => {
  await product?.close();
  product = await Product.on(storage, env);
};

beforeAll(async () => {
  storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  await start(OLD);
});

afterEach(() => void vi.useRealTimers());

afterAll(async () => {
  await product.close();
  await closers.closeAll();
});

const rows = () => product.app.get(EntityManager).fork();
const rowOf = async (user: string) => (await rows().findOneOrFail(TotpSecret, { user })).sealedSecret;
const use = (id: string, code: string) => product.app.get(TotpSecrets).use(id, code);

describe('a secret at rest', () => {
  it('and recovery codes stand in no dump, neither before the first code nor after it', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const pending = await scan(visitor);
    const { secret, recoveryCodes } = await withCodes(product);
    const dump = JSON.stringify([await dumpOfSql(product), await dumpOfRedis(product)]);
    for (const text of [pending, secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))]) {
      expect(dump).not.toContain(text);
    }
  });

  it('does not open in the row of another account', async () => {
    const [owner, thief] = [await withCodes(product), await withCodes(product)];
    const [ownerId, thiefId] = [(await stateOf(owner.visitor))['user'].id, (await stateOf(thief.visitor))['user'].id];
    const sealedSecret = await rowOf(thiefId);
    await rows().nativeUpdate(TotpSecret, { user: ownerId }, { sealedSecret });
    later(STEP * 2);
    expect(await use(ownerId, codeOf(thief.secret))).toBe(false);
    expect(await use(thiefId, codeOf(thief.secret))).toBe(true);
  });
});

it('a new key takes the place of the old one while people go on using their apps', async () => {
  const { visitor, secret } = await withCodes(product);
  const rare = await withCodes(product);
  const { id } = (await stateOf(visitor))['user'];
  const rareId = (await stateOf(rare.visitor))['user'].id;
  const sealed = await rowOf(id);

  await start(BOTH);
  later(STEP * 2);
  expect(await use(id, codeOf(secret))).toBe(true);
  expect(Buffer.from(await rowOf(id)).equals(Buffer.from(sealed))).toBe(false);

  await start(NEW);
  later(STEP * 4);
  expect(await use(id, codeOf(secret))).toBe(true);
  // Who has not used the app meanwhile has to wait for the old key to be back on the list.
  expect(await use(rareId, codeOf(rare.secret))).toBe(false);
  await start(BOTH);
  expect(await use(rareId, codeOf(rare.secret))).toBe(true);
});

it('recovery codes count while the pepper that they were made under is on the list, and again when it is back', async () => {
  await start({ PASSWORD_PEPPER: 'the old one', ...OLD });
  const { visitor, recoveryCodes } = await withCodes(product);
  const { id } = (await stateOf(visitor))['user'];
  const useRecoveryCode = (place: number) =>
    product.app.get(RecoveryCodes).use(id, (recoveryCodes[place] ?? '').replace('-', ''));
  await start({ PASSWORD_PEPPER: 'the new one,the old one', ...OLD });
  expect(await useRecoveryCode(0)).toBe(true);
  await start({ PASSWORD_PEPPER: 'the new one', ...OLD });
  expect(await useRecoveryCode(1)).toBe(false);
  await start({ PASSWORD_PEPPER: 'the new one,the old one', ...OLD });
  expect(await useRecoveryCode(1)).toBe(true);
});

it('of twenty equal codes at once one counts', async () => {
  const { visitor, secret } = await withCodes(product);
  const { id } = (await stateOf(visitor))['user'];
  later(STEP * 2);
  const code = codeOf(secret);
  const used = await Promise.all(Array.from({ length: 20 }, () => use(id, code)));
  expect(used.filter(Boolean)).toHaveLength(1);
  expect(await use(id, codeOf(secret, Date.now() - STEP))).toBe(false);
});

it('the code that has set an app up does not count again', async () => {
  const { visitor, secret } = await withCodes(product);
  const { id } = (await stateOf(visitor))['user'];
  expect(await use(id, codeOf(secret))).toBe(false);
});
