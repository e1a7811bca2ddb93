import { type CanActivate, Controller, Get, Global, HttpException, Module, UseGuards } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, type MockInstance, vi } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { RequestAuthenticator } from '../../src/sessions/authentication/request-authenticator.js';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { PrincipalExtras } from '../../src/users/principal/principal-extras.js';
import { PrincipalsService } from '../../src/users/principal/principals.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, type Person, remembered, reopened, signIn, type Visitor } from '../support/visitor.js';

/** What a guard of a team's own does with the next request. */
const decide = vi.fn<() => unknown>(() => true);

class OwnGuard implements CanActivate {
  canActivate(): boolean {
    return decide() as boolean;
  }
}

const opened = vi.fn<() => void>();

@Controller('kept')
class KeptController {
  @Get()
  @UseGuards(OwnGuard)
  show() {
    opened();
    return { kept: 'a secret of the house' };
  }
}

class NobodyAuthenticator extends RequestAuthenticator {
  override async authenticate(): Promise<string | null | undefined> {
    return undefined;
  }
}

class NoExtras extends PrincipalExtras {
  override async load() {
    return {};
  }
}

@Global()
@Module({
  controllers: [KeptController],
  providers: [
    { provide: RequestAuthenticator, useClass: NobodyAuthenticator },
    { provide: PrincipalExtras, useClass: NoExtras },
  ],
  exports: [RequestAuthenticator, PrincipalExtras],
})
class KeptModule {}

let product: Product;
let member: Visitor;
let person: Person;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_ACCOUNT: '1000/15m' }, [KeptModule]);
  member = product.visitor();
  person = await signIn(member);
});

afterEach(() => {
  vi.restoreAllMocks();
  decide.mockReset().mockReturnValue(true);
  opened.mockClear();
});

afterAll(() => product.remove());

const boom = () => Promise.reject(new Error('boom'));
const timeout = () => Promise.reject(new Error('Command timed out'));
const later = (value: unknown) => new Promise((resolve) => setImmediate(resolve, value));

/** No page was opened, nothing is told, and nobody was signed in by it. */
async function expectRefused(
  statuses: readonly number[],
  ask: (format: 'html' | 'json') => ReturnType<Visitor['get']>,
): Promise<void> {
  for (const format of FORMATS) {
    const answer = await ask(format);
    expect(statuses).toContain(answer.status);
    expect(answer.text).not.toMatch(/secret of the house|boom|timed out|authenticated":true/);
    expect(answer.setCookies.filter((line) => /^(session|remember|device)=[^;]/.test(line))).toEqual([]);
  }
  expect(opened).not.toHaveBeenCalled();
}

describe('a guard of a team\u2019s own', () => {
  const VERDICTS: [what: string, act: () => unknown, status: number][] = [
    ['throws', () => { throw new Error('boom'); }, 500],
    ['throws nothing', () => { throw undefined; }, 500],
    ['throws a text', () => { throw 'boom'; }, 500],
    ['throws what says 200', () => { throw new HttpException('boom', 200); }, 500],
    ['throws what says 302', () => { throw new HttpException('boom', 302); }, 500],
    ['throws what says 418', () => { throw new HttpException('short and stout', 418); }, 418],
    ['rejects', boom, 500],
    ['rejects in time', timeout, 503],
    ['says no', () => false, 403],
    ['says nothing', () => undefined, 403],
    ['says no later', () => later(false), 403],
    ['says nothing later', () => later(null), 403],
  ]; // prettier-ignore

  it.each(VERDICTS)('that %s opens nothing', async (_what, act, status) => {
    decide.mockImplementation(act);
    await expectRefused([status], (format) => member.get('/kept', format));
    decide.mockReset().mockReturnValue(true);
    expect((await member.get('/kept', 'json')).json).toEqual({ kept: 'a secret of the house' });
  });
});

type Fault = [what: string, spy: () => MockInstance, status: number];

const on =
  <T extends object>(of: () => T, method: keyof T & string, act: () => unknown) =>
  () =>
    vi.spyOn(of() as Record<string, () => unknown>, method).mockImplementation(act);

const redis = () => product.app.get(RedisPort);

/** Every part that is asked whether somebody is signed in. */
const ON_THE_WAY_IN: Fault[] = [
  ['the store breaks', on(redis, 'read', boom), 500],
  ['the store is silent', on(redis, 'read', timeout), 503],
  ['the principals break', on(() => product.app.get(PrincipalsService), 'resolve', boom), 500],
  ['the principals are silent', on(() => product.app.get(PrincipalsService), 'resolve', timeout), 503],
  ['a request authenticator breaks', on(() => product.app.get(RequestAuthenticator), 'authenticate', boom), 500],
  ['a request authenticator is silent', on(() => product.app.get(RequestAuthenticator), 'authenticate', timeout), 503],
  ['a request authenticator names nobody', on(() => product.app.get(RequestAuthenticator), 'authenticate', () => later('01999999-0000-7000-8000-000000000000')), 401],
  ['a request authenticator talks nonsense', on(() => product.app.get(RequestAuthenticator), 'authenticate', () => later("x' or '1'='1")), 401],
]; // prettier-ignore

describe('when, on the way in,', () => {
  it.each(ON_THE_WAY_IN)('%s, nobody is signed in, and everybody is again afterwards', async (_what, fault, status) => {
    const cookies = new Map(member.cookies);
    const spy = fault();
    for (const path of ['/kept', '/session', '/dashboard']) await expectRefused([status], (format) => member.get(path, format));
    spy.mockRestore();
    expect([...member.cookies]).toEqual([...cookies]);
    expect((await member.get('/session', 'json')).json['authenticated']).toBe(true);
  });

  it('what a team adds to a principal cannot be read, nobody is signed in', async () => {
    const visitor = product.visitor();
    const spy = on(() => product.app.get(PrincipalExtras), 'load', boom)();
    await signIn(visitor);
    await expectRefused([500], (format) => visitor.get('/session', format));
    spy.mockRestore();
    expect((await visitor.get('/session', 'json')).json['authenticated']).toBe(true);
  });
});

/** Every part of a login. */
const AT_THE_LOGIN: Fault[] = [
  ['the accounts break', on(() => product.app.get(UsersService), 'findByIdentifier', boom), 500],
  ['the accounts are silent', on(() => product.app.get(UsersService), 'findByIdentifier', timeout), 503],
  ['the counts break', on(() => redis().rateLimits, 'consume', boom), 500],
  ['the counts are silent', on(() => redis().rateLimits, 'consume', timeout), 503],
  ['the hasher breaks', on(() => product.app.get(PasswordHasher), 'matches', boom), 500],
  ['the store breaks', on(redis, 'start', boom), 500],
  ['the store is silent', on(redis, 'start', timeout), 503],
]; // prettier-ignore

describe('when, at the login,', () => {
  it.each(AT_THE_LOGIN)('%s, nobody is signed in, and everybody can be afterwards', async (_what, fault, status) => {
    const spy = fault();
    const visitor = product.visitor();
    await expectRefused([status], (format) => logIn(visitor, person, format));
    spy.mockRestore();
    expect((await visitor.get('/session', 'json')).json).toEqual({ authenticated: false });
    expect((await logIn(visitor, person)).status).toBe(200);
  });

  it('the counts are silent, no password is looked at', async () => {
    const matches = vi.spyOn(product.app.get(PasswordHasher), 'matches');
    const spy = on(() => redis().rateLimits, 'consume', timeout)();
    await logIn(product.visitor(), person);
    expect(matches).not.toHaveBeenCalled();
    spy.mockRestore();
  });
});

describe('when a remembered browser comes back and', () => {
  const FAULTS: Fault[] = [
    ['the bars break', on(() => redis().seriesMarks, 'isBarred', boom), 500],
    ['the bars are silent', on(() => redis().seriesMarks, 'isBarred', timeout), 503],
    ['the store breaks', on(redis, 'start', boom), 500],
    ['the principals are silent', on(() => product.app.get(PrincipalsService), 'read', timeout), 503],
  ]; // prettier-ignore

  it.each(FAULTS)('%s, it is not signed in, and is afterwards', async (_what, fault, status) => {
    const visitor = product.visitor();
    await remembered(visitor);
    const back = reopened(visitor);
    const spy = fault();
    await expectRefused([status], (format) => back.get('/dashboard', format));
    spy.mockRestore();
    expect((await back.get('/session', 'json')).json['authenticated']).toBe(true);
  });
});

describe('a cookie that we have signed and cannot read', () => {
  it.each(['flash', 'device'])('is as if absent: %s', async (name) => {
    const signer = new CookieSigner(name, product.settings.sessionSecrets);
    const written = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
    const values = ['', 'x', '{', written(null), written({}), written('x'), written([]), written([null]), written([[null]]), written([9e15, {}, null, '__proto__', 'toString']), written([['x', 'y']])]; // prettier-ignore
    for (const value of values) {
      const visitor = product.visitor({ cookie: `${name}=${encodeURIComponent(signer.sign(value))}` });
      for (const path of ['/', '/login', '/dashboard']) {
        expect([value, path, (await visitor.get(path)).status]).toEqual([value, path, path === '/dashboard' ? 303 : 200]);
      }
      expect([value, (await logIn(visitor, person)).status]).toEqual([value, 200]);
    }
  });
});
