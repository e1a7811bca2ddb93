import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FORMATS, logIn, type Product, type SignedInOptions, startProduct } from '../../src/testing/index.js';
import { HashQueue } from '../../src/users/passwords/hash-queue.js';
import { PrincipalsService } from '../../src/users/principal/principals.service.js';
import { RolesModule } from '../examples/roles/roles.module.js';
import { announcedBy } from '../support/observing.js';
import { AskedSteps } from '../support/product.js';
import { reopened } from '../support/visitor.js';

const steps = new AskedSteps();
let product: Product;

beforeAll(async () => {
  product = await startProduct({ modules: [RolesModule, steps.module('code', 10)] });
});

afterEach(() => vi.restoreAllMocks());

afterAll(() => product.remove());

describe('somebody whom a test has signed in', () => {
  it.each(FORMATS)('is signed in and known by name (%s)', async (format) => {
    const visitor = await product.signedIn();
    expect((await visitor.get('/profile', format)).text).toContain(visitor.person.email);
  });

  it('has a session as a login begins it: fresh, by password, announced', async () => {
    const events = announcedBy(product);
    const visitor = await product.signedIn();
    const { authenticated, fresh, remembered, authentications } = (await visitor.get('/session', 'json')).json;
    expect({ authenticated, fresh, remembered, method: authentications[0].method, events }).toEqual({
      authenticated: true,
      fresh: true,
      remembered: false,
      method: 'password',
      events: ['registered', 'logged-in'],
    });
  });

  it('costs no bcrypt', async () => {
    await product.signedIn();
    const hashing = vi.spyOn(product.app.get(HashQueue), 'run');
    await product.signedIn();
    expect(hashing).not.toHaveBeenCalled();
  });

  it('is not let in by another password, which is compared as ever', async () => {
    const { person } = await product.signedIn();
    const hashing = vi.spyOn(product.app.get(HashQueue), 'run');
    expect((await logIn(product.visitor(), { ...person, password: 'not this one' })).status).toBe(401);
    expect(hashing).toHaveBeenCalledTimes(1);
  });

  it('comes back remembered if the box was ticked', async () => {
    const back = reopened(await product.signedIn({ remember: true }));
    expect((await back.get('/session', 'json')).json).toMatchObject({ authenticated: true, remembered: true });
  });

  it('has the role and the extras that the test gave, and nobody else has them', async () => {
    expect(await knownOf({ role: 'auditor' })).toEqual({ roles: ['auditor'], extras: undefined });
    expect(await knownOf({ role: 'clerk', roles: ['auditor'], extras: { team: 7 } })).toEqual({
      roles: ['auditor', 'clerk'],
      extras: { team: 7 },
    });
    expect(await knownOf({})).toEqual({ roles: [], extras: undefined });
  });

  it('has no role that nobody declares: it would give nothing', async () => {
    const unknown = product.signedIn({ role: 'edit' as 'editor' });
    await expect(unknown).rejects.toThrow('no module declares the role "edit"');
  });

  it('passes the steps of this login only', async () => {
    vi.spyOn(steps.accounts, 'has').mockReturnValue(true);
    const visitor = await product.signedIn();
    expect((await visitor.get('/session', 'json')).json['authenticated']).toBe(true);
    expect((await logIn(product.visitor(), visitor.person)).json['step']).toBe('code');
  });
});

/** What requests of somebody like this know beside the names. */
async function knownOf(options: SignedInOptions) {
  const { person } = await product.signedIn(options);
  const principal = await product.app.get(PrincipalsService).read(person.id);
  return { roles: principal?.roles, extras: principal?.extras };
}
