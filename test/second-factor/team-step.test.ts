import { Controller, Get, Module, Post } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FreshLogin, SecondFactor } from '../../src/auth/access/access.decorators.js';
import { Roles } from '../../src/roles/roles.decorators.js';
import { CodeModule } from '../examples/a-login-step/code.module.js';
import { CODES } from '../examples/a-login-step/code.step.js';
import { addPasskey, options } from '../passkeys/support/passkeys.js';
import type { Authenticator } from '../passkeys/support/authenticator.js';
import { OPEN_ROUTES, routesOf } from '../support/observing.js';
import { AskedSteps, later, Product, removeBoth, sideBySide } from '../support/product.js';
import { type Answer, type Format, FORMATS, isSignedIn, PASSWORD, target, type Visitor } from '../support/visitor.js';
import { Owner } from './factors.js';

/** What a team closes by each of the product's words. */
@Controller('team')
class SeamsController {
  @Get('closed')
  read() {
    return { told: 'closed' };
  }

  @Post('closed')
  write() {
    return { told: 'closed' };
  }

  @Get('fresh')
  @FreshLogin()
  readFresh() {
    return { told: 'fresh' };
  }

  @Get('two-factors')
  @SecondFactor()
  readAtLevelTwo() {
    return { told: 'two factors' };
  }

  @Get('admins')
  @Roles('admin')
  readAsAdmin() {
    return { told: 'admins' };
  }
}

@Module({ controllers: [SeamsController] })
class SeamsModule {}

const terms = new AskedSteps();
let both: [Product, Product];
let here: Product;
let there: Product;

beforeAll(async () => {
  both = await sideBySide({}, [CodeModule, terms.module('terms', 500), SeamsModule]);
  [here, there] = both;
});

afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  CODES.clear();
  await removeBoth(both);
});

/** The steps of a login in their order: one of a team, the second factor, one of a team. */
const STEPS = ['code', 'second-factor', 'terms'] as const;
type StepName = (typeof STEPS)[number];

interface AtStep {
  readonly owner: Owner;
  readonly visitor: Visitor;
  readonly authenticator: Authenticator;
  /** A session of the same person in another browser. */
  readonly session: Visitor;
  /** The browser as it was at each step before. */
  readonly before: readonly Visitor[];
}

/** What this step takes; `more` makes it another request than the same proof before. */
async function prove({ owner }: AtStep, visitor: Visitor, step: StepName, format: Format, more = {}): Promise<Answer> {
  const codes = { code: '424242', 'second-factor': await owner.code(), terms: 'terms' };
  return visitor.post(`/login/${step}`, { code: codes[step], ...more }, format);
}

/** Somebody whose login has passed every step before this one. */
async function at(step: StepName, format: Format): Promise<AtStep> {
  const session = await here.signedIn();
  const authenticator = await addPasskey(session, { userVerified: false });
  const owner = await Owner.setUp(here, session.person);
  CODES.set(owner.id, '424242');
  terms.accounts.add(owner.id);
  const [visitor, before] = [here.visitor(), [] as Visitor[]];
  await owner.begin(visitor, format, { next: '/profile' });
  const reached = { owner, visitor, authenticator, session, before };
  for (const passed of STEPS.slice(0, STEPS.indexOf(step))) {
    before.push(visitor.copy());
    await prove(reached, visitor, passed, format);
  }
  return reached;
}

/** Asserts that this answer sends to the login, and that nobody is signed in. */
async function expectClosed(what: unknown, answer: Answer, visitor: Visitor, format: Format): Promise<void> {
  const seen = [answer.status, target(answer)?.split('?')[0], answer.json['code']];
  expect([what, ...seen]).toEqual([
    what,
    ...(format === 'html' ? [303, '/login', undefined] : [401, undefined, 'login_required']),
  ]);
  expect([what, await isSignedIn(visitor)]).toEqual([what, false]);
}

describe.each(FORMATS)('steps of a team before and after the second factor (%s)', (format) => {
  it.each(STEPS)('cannot be skipped, repeated or swapped at the step %s', async (step) => {
    const reached = await at(step, format);
    const { visitor, before, authenticator } = reached;
    for (const other of STEPS.filter((name) => name !== step)) {
      const tab = visitor.copy(there.url);
      await expectClosed([other, 'instead'], await prove(reached, tab, other, format, { another: 'request' }), tab, format);
      await expectClosed([other, 'is looked at'], await tab.get(`/login/${other}`, format), tab, format);
    }
    for (const [place, old] of before.entries()) {
      for (const name of STEPS) {
        const tab = old.copy();
        const answer = await prove(reached, tab, name, format, { another: 'request' });
        await expectClosed([name, 'with the cookie of', STEPS[place]], answer, tab, format);
      }
    }
    if (step !== 'second-factor') {
      const tab = visitor.copy();
      await expectClosed('a passkey', await tab.post('/login/second-factor/passkey/options', {}, format), tab, format);
      const response = JSON.stringify(authenticator.get({ challenge: 'made-up' }));
      await expectClosed('a passkey', await tab.post('/login/second-factor/passkey', { response }, format), tab, format);
    }
    for (const left of STEPS.slice(STEPS.indexOf(step))) await prove(reached, visitor, left, format);
    expect(await isSignedIn(visitor)).toBe(true);
  });

  it.each(STEPS)('open nothing that is closed, of the product and of the team, at the step %s', async (step) => {
    const { visitor } = await at(step, format);
    const accept = format === 'html' ? 'text/html' : 'application/json';
    const routes = routesOf(here).filter((route) => !OPEN_ROUTES.includes(route.join(' ')));
    expect(routes.map(([, path]) => path)).toEqual(expect.arrayContaining(['/team/closed', '/team/two-factors', '/team/admins']));
    for (const [method, path] of routes) {
      if (path === `/login/${step}` || path.startsWith(`/login/${step}/passkey`)) continue;
      const { status, headers, text } = await visitor.copy().send(path, { method, headers: { accept } });
      const toLogin = /^\/login(\?|$)/.test(headers.get('location') ?? '');
      expect([method, path, status, toLogin]).toEqual([method, path, format === 'html' ? 303 : 401, format === 'html']);
      expect(text).not.toContain('told');
    }
    for (const query of ['', '?level=2', '?role=admin']) {
      const { status, headers } = await visitor.send(`/auth/verify${query}`, { headers: { accept } });
      expect([query, status, headers.get('x-auth-user-id')]).toEqual([query, format === 'html' ? 303 : 401, null]);
    }
  });

  it.each(STEPS)('are void at the step %s after a logout, a password change, ten minutes, a second use', async (step) => {
    const ends: Record<string, (reached: AtStep) => unknown> = {
      'a logout': ({ visitor }) => visitor.copy(there.url).post('/logout', {}, format),
      'a password change': async ({ session }) => {
        const password = 'a quiet lamp above seven stairs';
        const form = { currentPassword: PASSWORD, password, passwordConfirmation: password };
        expect((await session.post('/settings/password', form, 'json')).status).toBe(200);
      },
      '"log out all others"': ({ session }) => session.post('/settings/sessions/revoke-others', {}, format),
      'a second use': async (reached) => {
        const tab = reached.visitor.copy();
        for (const left of STEPS.slice(STEPS.indexOf(step))) await prove(reached, tab, left, format);
        expect(await isSignedIn(tab)).toBe(true);
      },
      'ten minutes': () => later(10 * 60_000 + 1),
    };
    for (const [what, end] of Object.entries(ends)) {
      const reached = await at(step, format);
      await end(reached);
      for (const instance of both) {
        const tab = reached.visitor.copy(instance.url);
        await expectClosed(what, await prove(reached, tab, step, format, { another: 'request' }), tab, format);
      }
    }
  });

  it('on another device ask for what only the person has: the cookie alone passes none of them', async () => {
    const { visitor, authenticator, owner } = await at('second-factor', format);
    const thief = there.visitor({ 'user-agent': 'another device' });
    thief.cookies.set('pending', visitor.cookies.get('pending') ?? '');
    expect((await thief.post('/login/second-factor', { code: owner.wrong() }, format)).status).toBe(401);
    // What the person's browser was asked to sign is worth nothing in another one.
    const response = JSON.stringify(authenticator.get(await options(visitor, '/login/second-factor/passkey')));
    expect((await thief.post('/login/second-factor/passkey', { response }, format)).status).toBe(401);
    expect(await isSignedIn(thief)).toBe(false);
  });
});
