import { execFileSync } from 'node:child_process';
import { MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { User } from '../../src/users/user.entity.js';
import { documented } from '../support/observing.js';
import { Closers, type Environment, freshStorage, onServers, Product, type Storage } from '../support/product.js';
import {
  logIn,
  PASSWORD,
  type Person,
  register,
  remembered,
  reopened,
  signIn,
  someone,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const OLD = 'o'.repeat(40);
const NEW = 'n'.repeat(40);

const closers = new Closers();
afterAll(() => closers.closeAll());

/** One instance after the other on the same storage, each with keys of its own. */
class Deployment {
  private running: Product | undefined;

  private constructor(private readonly storage: Storage) {}

  static async prepare(): Promise<Deployment> {
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    return closers.add(Promise.resolve(new Deployment(storage)), (deployment) => deployment.stop());
  }

  async deploy(env: Environment): Promise<Product> {
    await this.stop();
    this.running = await Product.on(this.storage, env);
    return this.running;
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = undefined;
  }
}

const BROWSERS = ['stays', 'confirms', 'returns', 'neverReturns', 'guest'] as const;
type Browsers = Readonly<Record<(typeof BROWSERS)[number], Visitor>>;

/** A browser of each name, as `make` gives it. */
function browsers(make: (name: keyof Browsers) => Visitor): Browsers {
  return Object.fromEntries(BROWSERS.map((name) => [name, make(name)])) as Record<keyof Browsers, Visitor>;
}

describe('a new session secret', () => {
  let deployment: Deployment;
  let present: Browsers;

  /** The next deployment, met by the same browsers. */
  const deploy = async (...secrets: string[]): Promise<Browsers> => {
    const product = await deployment.deploy({ SESSION_SECRET: secrets.join() });
    const before = present;
    return (present = browsers((name) => before[name].copy(product.url)));
  };

  beforeAll(async () => {
    deployment = await Deployment.prepare();
    const product = await deployment.deploy({ SESSION_SECRET: OLD });
    present = browsers(() => product.visitor());
    for (const visitor of [present.stays, present.confirms]) await signIn(visitor);
    for (const visitor of [present.returns, present.neverReturns]) await remembered(visitor);
    // A text for the next page waits in a cookie.
    expect((await present.guest.get('/dashboard')).status).toBe(303);
    expect(present.guest.cookies.has('flash')).toBe(true);
  });

  it('before the old one logs nobody out, makes no session suspicious and loses no text', async () => {
    const { stays, confirms, returns, guest } = await deploy(NEW, OLD);
    for (const visitor of [stays, confirms]) {
      // The session is fresh: the client is recognised, although its fingerprint was keyed with the old secret.
      expect(await stateOf(visitor)).toMatchObject({ authenticated: true, fresh: true });
      expect((await visitor.get('/dashboard')).setCookies).toEqual([]);
    }
    expect((await guest.get('/login')).text).toContain('Please log in to access this page.');
    returns.cookies.delete('session');
    expect(await stateOf(returns)).toMatchObject({ authenticated: true, remembered: true, fresh: false });
    expect((await confirms.post('/confirm', { password: PASSWORD }, 'json')).status).toBe(200);
    for (const visitor of [stays, confirms, returns]) expect((await visitor.get('/profile', 'json')).status).toBe(200);
  });

  it('alone keeps what was signed since, and takes the rest for absent', async () => {
    const { stays, confirms, returns, neverReturns } = await deploy(NEW);
    expect(await stateOf(confirms)).toMatchObject({ authenticated: true, fresh: true });
    expect(await stateOf(returns)).toMatchObject({ authenticated: true, remembered: true });
    expect(await stateOf(reopened(returns))).toMatchObject({ authenticated: true, remembered: true });
    for (const forgotten of [stays, reopened(neverReturns)]) {
      const answer = await forgotten.get('/dashboard', 'json');
      expect([answer.status, answer.json['code']]).toEqual([401, 'login_required']);
      // Under a secret that is gone the cookie is nobody's that the product knows.
      expect(answer.setCookies).toEqual([]);
    }
  });
});

describe.runIf(onServers)('two instances in the middle of a rotation', () => {
  const start = async (storage: Storage, ...secrets: string[]) =>
    closers.add(Product.on(storage, { SESSION_SECRET: secrets.join() }), (product) => product.close());

  it('with both secrets know what the other has signed, whichever comes first', async () => {
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    const [old, renewed] = [await start(storage, OLD, NEW), await start(storage, NEW, OLD)];
    for (const [here, there] of [
      [old, renewed],
      [renewed, old],
    ] as const) {
      // prettier-ignore
      const visitor = here.visitor();
      await remembered(visitor);
      expect(await stateOf(visitor.copy(there.url))).toMatchObject({ authenticated: true, fresh: true });
      expect(await stateOf(reopened(visitor, there))).toMatchObject({ authenticated: true, remembered: true });
    }
  });

  it('would log people out if one did not know the new secret yet: hence the first step', async () => {
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    const [unaware, renewed] = [await start(storage, OLD), await start(storage, NEW, OLD)];
    const visitor = renewed.visitor();
    await remembered(visitor);
    expect(await stateOf(visitor.copy(unaware.url))).toEqual({ authenticated: false });
  });
});

describe('a new pepper', () => {
  let deployment: Deployment;
  let returning: Person;
  let staying: Person;
  let session: Visitor;

  /** Which pepper the stored string of an account says that it was made with. */
  const pepperOf = async (product: Product, { username }: Person): Promise<string | undefined> => {
    const em = product.app.get(MikroORM).em.fork();
    return (await em.findOneOrFail(User, { usernameKey: username })).passwordHash.split(':')[1];
  };
  const statuses = (product: Product, ...people: Person[]) =>
    Promise.all(people.map(async (person) => (await logIn(product.visitor(), person)).status));

  beforeAll(async () => {
    deployment = await Deployment.prepare();
    // No pepper was set, so the fixed label stands here.
    const before = await deployment.deploy({});
    [returning, staying] = [someone(), someone()];
    for (const person of [returning, staying]) await register(before.visitor(), person);
    session = before.visitor();
    await logIn(session, staying);
  });

  it('before the old one lets everybody in, and hashes again at the next login', async () => {
    const between = await deployment.deploy({ PASSWORD_PEPPER: `${NEW},gatehouse` });
    const old = await pepperOf(between, staying);
    expect(await statuses(between, returning, { ...returning, password: 'not this one' })).toEqual([200, 401]);
    expect(await pepperOf(between, returning)).not.toBe(old);
    expect(await pepperOf(between, staying)).toBe(old);
    expect(await statuses(between, returning)).toEqual([200]);
    expect(await stateOf(session.copy(between.url))).toMatchObject({ authenticated: true, fresh: true });
  });

  it('alone knows only those who have logged in since, until the old one comes back', async () => {
    const after = await deployment.deploy({ PASSWORD_PEPPER: NEW });
    expect(await statuses(after, returning, staying)).toEqual([200, 401]);
    expect(await stateOf(session.copy(after.url))).toMatchObject({ authenticated: true });
    const again = await deployment.deploy({ PASSWORD_PEPPER: `${NEW},gatehouse` });
    expect(await statuses(again, returning, staying)).toEqual([200, 200]);
    expect(await pepperOf(again, staying)).toBe(await pepperOf(again, returning));
  });

  it.runIf(onServers)('can be told from the old one, as docs/key-rotation.md says', async () => {
    const product = await deployment.deploy({ PASSWORD_PEPPER: NEW });
    const [command = ''] = documented('docs/key-rotation.md', 'sh');
    const id = execFileSync('sh', ['-c', command], { env: { ...process.env, PEPPER: NEW }, encoding: 'utf8' }).trim();
    const [sql = ''] = documented('docs/key-rotation.md', 'sql');
    const rows = await product.app.get(MikroORM).em.getConnection().execute(sql);
    expect(rows).toEqual([{ pepper: id, accounts: expect.toSatisfy((count) => Number(count) === 2) }]);
  });
});
