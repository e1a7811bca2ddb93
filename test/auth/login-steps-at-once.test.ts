import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LoginService } from '../../src/auth/login/login.service.js';
import { PendingLoginMarks } from '../../src/auth/login/pending-login.marks.js';
import { SessionsService } from '../../src/sessions/sessions.service.js';
import { announcedBy, rowsOf } from '../support/observing.js';
import { AskedSteps, Product } from '../support/product.js';
import { FORMATS, logIn, stateOf, type Visitor } from '../support/visitor.js';

const steps = new AskedSteps();
let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [steps.module('code', 1)]);
});

afterEach(() => vi.restoreAllMocks());

afterAll(() => product.remove());

type AnyMethod = (...args: unknown[]) => Promise<unknown>;

/** Lets something happen once, right before or after a call of this method. */
function around(owner: object, method: string, when: 'before' | 'after', happen: () => Promise<unknown>): void {
  const original = (Reflect.get(owner, method) as AnyMethod).bind(owner);
  let waits = true;
  Reflect.set(owner, method, async (...args: unknown[]) => {
    const happens = waits;
    waits = false;
    if (happens && when === 'before') await happen();
    const result = await original(...args);
    if (happens && when === 'after') await happen();
    return result;
  });
  restored.push(() => Reflect.deleteProperty(owner, method));
}

const restored: (() => void)[] = [];
afterEach(() => restored.splice(0).forEach((restore) => restore()));

/** Every moment between the arrival of the last step's form and its answer. */
const MOMENTS = [
  ['before the cookie is used up', PendingLoginMarks, 'spend', 'before'],
  ['after the cookie is used up', PendingLoginMarks, 'spend', 'after'],
  ['before the session starts', SessionsService, 'startSession', 'before'],
  ['after the session has started', SessionsService, 'startSession', 'after'],
  ['after the login is noted as finished', PendingLoginMarks, 'finish', 'after'],
  ['before the answer', LoginService, 'advance', 'after'],
] as const;

async function atTheStep(): Promise<{ visitor: Visitor; person: { username: string; email: string; password: string } }> {
  const visitor = product.visitor();
  const person = await steps.someoneAsked(visitor);
  await logIn(visitor, person, 'json', { remember: true });
  return { visitor, person };
}

const pass = (visitor: Visitor, format: 'html' | 'json' = 'json') => visitor.post('/login/code', { code: 'code' }, format);

describe.each(FORMATS)('a logout at the same moment as the last step (%s)', (format) => {
  it.each(MOMENTS)('leaves neither a session nor a series: %s', async (_moment, owner, method, when) => {
    const { visitor, person } = await atTheStep();
    const tab = visitor.copy();
    around(product.app.get(owner), method, when, () => tab.post('/logout', {}, format));
    await pass(visitor, format);
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
    expect(await rowsOf(product, person)).toEqual([]);
  });
});

describe('the last step', () => {
  it('that fails in an outage can be sent again', async () => {
    const { visitor } = await atTheStep();
    vi.spyOn(product.app.get(SessionsService), 'startSession').mockRejectedValueOnce(new Error('away'));
    expect((await pass(visitor)).status).toBe(500);
    expect((await pass(visitor)).status).toBe(200);
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true });
  });

  it('of a double click is checked once, and its second answer leads to the page too', async () => {
    const { visitor } = await atTheStep();
    const looks = steps.looks;
    const answers = await Promise.all([pass(visitor, 'html'), pass(visitor, 'html')]);
    const targets = answers.map(({ headers }) => headers.get('location') ?? '').toSorted();
    expect(targets).toEqual(['/dashboard', '/dashboard']);
    expect(steps.looks).toBe(looks + 1);
    expect((await visitor.get('/login')).headers.get('location')).toBe('/dashboard');
    expect((await visitor.get('/dashboard')).text).not.toContain('has expired');
  });

  it('whose answer was lost has the same outcome again, and one session is left', async () => {
    const { visitor, person } = await atTheStep();
    const lost = visitor.copy();
    await pass(lost);
    expect((await pass(visitor)).json['redirectTo']).toBe('/dashboard');
    expect(visitor.cookies.has('pending')).toBe(false);
    expect(await stateOf(lost)).toEqual({ authenticated: false });
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true });
    expect(await rowsOf(product, person)).toHaveLength(1);
    const { sessions } = (await visitor.get('/settings/sessions', 'json')).json;
    expect(sessions).toHaveLength(1);
  });

  it.each(['has been presented', 'was logged out', 'was logged out at the step'])('is over once its session %s', async (how) => {
    const { visitor } = await atTheStep();
    const copy = visitor.copy();
    const another = visitor.copy();
    await pass(visitor);
    if (how === 'has been presented') await visitor.get('/dashboard');
    if (how === 'was logged out') await visitor.post('/logout', {}, 'json');
    if (how === 'was logged out at the step') await another.post('/logout', {}, 'json');
    expect((await pass(copy)).status).toBe(401);
    expect(await stateOf(copy)).toEqual({ authenticated: false });
    expect(await stateOf(visitor)).toMatchObject({ authenticated: how === 'has been presented' });
  });

  it('sent twice at once signs in once, and is told once', async () => {
    const events = announcedBy(product);
    const { visitor } = await atTheStep();
    const tabs = [visitor.copy(), visitor.copy()];
    await Promise.all(tabs.map((tab) => pass(tab)));
    const states = await Promise.all(tabs.map((tab) => stateOf(tab)));
    expect(states.filter(({ authenticated }) => authenticated)).toHaveLength(1);
    expect(events.filter((name) => name === 'logged-in')).toHaveLength(1);
  });
});
