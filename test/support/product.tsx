/** The product under test (src/testing), one or two instances of it, what happens to its stores, and the pages and login steps that tests add to it. */

import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Body, Controller, Get, Module, NotFoundException, Post, Req, Res, Sse, type Type } from '@nestjs/common';
import { sign } from 'cookie-signature';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';
import { of } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { FreshLogin, KeepsDraft, Public } from '../../src/auth/access/access.decorators.js';
import { type LoginAtStep, LoginService } from '../../src/auth/login/login.service.js';
import { LoginStep } from '../../src/auth/login/login-steps.js';
import { CurrentPendingLogin, PendingStep } from '../../src/auth/login/pending-login.guard.js';
import type { RoleName } from '../../src/features/role-catalogue.js';
import { RuleList } from '../../src/forms/rule-list.js';
import { InvalidForm } from '../../src/http/errors/invalid-form.js';
import { ShownOn } from '../../src/http/errors/shown-on.decorator.js';
import { FormPipe } from '../../src/http/requests/form.pipe.js';
import { page, redirect } from '../../src/http/responses/outcome.js';
import { Logger } from '../../src/log/logger.js';
import { CircuitBreakers } from '../../src/outages/circuit-breakers.js';
import { RedisPort, type SessionAddress, type SessionEntry } from '../../src/redis/redis-port.js';
import { AccountRoles } from '../../src/roles/account-roles.service.js';
import { addressOf } from '../../src/sessions/record/session-id.js';
import { type Environment, freshStorage, onServers, Product, type Storage } from '../../src/testing/index.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { UsersService } from '../../src/users/users.service.js';
import { Field, Form } from '../../src/views/form.js';
import { Layout } from '../../src/views/layout.js';
import { type FormPageData, view } from '../../src/views/view.js';
import { Network } from './network.js';
import {
  type Answer,
  type Format,
  FORMATS,
  logIn,
  pass,
  type Person,
  register,
  sessionAddress,
  signIn,
  someone,
  Visitor,
} from './visitor.js';

export { freshStorage, onServers, Product, type Environment, type Storage };

/** Undoes what a test has started, the last first, also when a start failed half-way. */
export class Closers {
  private readonly pending: (() => Promise<unknown>)[] = [];

  /** Waits for what `start` gives and returns it; `closeAll` will hand it to `close`. */
  async add<T>(start: Promise<T>, close: (started: T) => Promise<unknown>): Promise<T> {
    const started = await start;
    this.pending.push(() => close(started));
    return started;
  }

  /** Undoes all that was added, once. */
  async closeAll(): Promise<void> {
    for (const close of this.pending.splice(0).reverse()) await close();
  }
}

/**
 * Starts two instances of one site on one storage; the embedded storage has one process, so there both are the same.
 * Their settings are the same, as behind a load balancer, so the first one's address is the site's.
 */
export async function sideBySide(env: Environment = {}, extra: Type[] = []): Promise<[Product, Product]> {
  const here = await Product.start(env, extra);
  if (!here.storage.onServers) return [here, here];
  return [here, await Product.on(here.storage, { PUBLIC_URL: here.url, ...env }, extra)];
}

/** Ends what `sideBySide` has started. */
export async function removeBoth([here, there]: readonly [Product, Product]): Promise<void> {
  if (there !== here) await there.close();
  await here.remove();
}

/**
 * Gives all tests of a file the same two instances, as `sideBySide` starts them, and removes them after the last one.
 * After each test the clock is right again and no spy is left.
 */
export function onTwoInstances(give: (here: Product, there: Product) => void, env: Environment = {}, extra: Type[] = []): void {
  let both: [Product, Product];
  beforeAll(async () => {
    both = await sideBySide(env, extra);
    give(...both);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  afterAll(() => removeBoth(both));
}

/** Marks the address of this account as proven, as a mailed link does. */
export async function proveAddress(product: Product, { username }: Pick<Person, 'username'>): Promise<void> {
  const user = await product.app.get(UsersService).findByIdentifier(username);
  if (user === null) throw new Error('nobody has this name');
  await product.app.get(AccountChangesService).changeInTransaction(user, (account) => {
    Object.assign(account, { emailVerifiedAt: new Date(), purgeAt: null });
  });
}

/** Gives the account these roles, as an operator does. */
export async function giveRoles(product: Product, { username }: Pick<Person, 'username'>, ...roles: RoleName[]): Promise<void> {
  const user = await product.app.get(UsersService).findByIdentifier(username);
  if (user === null) throw new Error('nobody has this name');
  for (const role of roles) await product.app.get(AccountRoles).grant(user, role, { reason: 'operator' });
}

/** Takes this role from the account, as an operator does. */
export async function takeRole(product: Product, { username }: Pick<Person, 'username'>, role: RoleName): Promise<void> {
  const user = await product.app.get(UsersService).findByIdentifier(username);
  if (user === null) throw new Error('nobody has this name');
  await product.app.get(AccountRoles).revoke(user, role, { reason: 'operator' });
}

/** Moves the clock of this process forward by so many milliseconds; `vi.useRealTimers()` moves it back. */
export function later(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
}

/** Takes the session of this browser out of the store, as an idle limit does; remember-me stays. */
export async function loseSession(product: Product, visitor: Visitor): Promise<void> {
  await product.app.get(RedisPort).revoke(sessionAddress(visitor), { reason: 'expired', keepUntil: Date.now() + 60_000 });
  visitor.cookies.delete('session');
}

/** Deletes all sessions, as when Redis starts again without its data. */
export async function loseRedis({ settings }: Product): Promise<void> {
  if (settings.redisUrl === undefined) {
    const file = new DatabaseSync(join(settings.dataDir, 'sessions'));
    file.exec('DELETE FROM entry; DELETE FROM member');
    return file.close();
  }
  const redis = new Redis(settings.redisUrl);
  await redis.flushdb();
  await redis.quit();
}

/** Puts another record in the place of the one that lives there, whatever it is, as another writer would. */
export async function storeAgain(redis: RedisPort, address: SessionAddress, entry: SessionEntry): Promise<boolean> {
  const { session } = await redis.read(address);
  return session !== null && redis.swap(address, session, entry);
}

/** Makes more sessions of the person behind this browser, straight in the store: a visitor for each. */
export async function moreSessions(product: Product, visitor: Visitor, count: number): Promise<Visitor[]> {
  const redis = product.app.get(RedisPort);
  const { hashTag, hash } = sessionAddress(visitor);
  const { session: record } = await redis.read({ hashTag, hash });
  if (record === null) throw new Error('this browser has no session');
  const expiresAt = Date.now() + 1_800_000;
  const ids = Array.from({ length: count }, (_, place) => `${hashTag}.${String(place).padStart(43, 'a')}`);
  await Promise.all(
    ids.map((id) => redis.start(addressOf(id) ?? { hashTag, hash }, { record, expiresAt, keepUntil: expiresAt + 60_000 })),
  );
  return ids.map((id) => withSession(product, id));
}

/** A browser whose session cookie holds this id, signed by the product's own secret. */
export function withSession(product: Product, id: string): Visitor {
  const visitor = product.visitor();
  visitor.cookies.set('session', encodeURIComponent(`s:${sign(id, product.settings.sessionSecrets[0] ?? '')}`));
  return visitor;
}

/** Holds back every new hash until so many have been asked for: by then, all who ask have proved the old password. */
export function meetBeforeHashing(product: Product, count: number): void {
  const hasher = product.app.get(PasswordHasher);
  const hash = hasher.hash.bind(hasher);
  const waiting: (() => void)[] = [];
  const spy = vi.spyOn(hasher, 'hash').mockImplementation(async (...given) => {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) < count) return;
      spy.mockRestore();
      waiting.forEach((go) => go());
    });
    return hash(...given);
  });
}

/** Where the product stores things. */
export type Store = 'postgresql' | 'redis';

/** How a server goes away: its connections break and new ones are refused, or the network swallows all. */
export const WAYS = ['refused', 'silent'] as const;

/** A product on servers of its own, which a test takes away from it. */
export class StoresAway {
  private constructor(
    readonly product: Product,
    private readonly networks: Readonly<Record<Store, Network>>,
  ) {}

  static async start(closers: Closers, env: Environment = {}): Promise<StoresAway> {
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    const { DATABASE_URL = '', REDIS_URL = '' } = storage.env;
    const postgresql = await closers.add(Network.to(DATABASE_URL), (network) => network.close());
    const redis = await closers.add(Network.to(REDIS_URL), (network) => network.close());
    const urls = { DATABASE_URL: postgresql.by(DATABASE_URL), REDIS_URL: redis.by(REDIS_URL) };
    const product = await closers.add(Product.on(storage, { ...urls, ...env }), (instance) => instance.close());
    return new StoresAway(product, { postgresql, redis });
  }

  /** What the product's circuit breaker in front of this store says. */
  state(store: Store): string | undefined {
    return this.product.app.get(CircuitBreakers).states[store];
  }

  /** All that the product has sent to this store, in the store's own language. */
  sentTo(store: Store): string {
    return this.networks[store].sent;
  }

  /** Breaks the connections to this store, once. */
  cut(store: Store): void {
    this.networks[store].cut();
  }

  /** Takes this store away until `back`. */
  async away(store: Store, way: (typeof WAYS)[number]): Promise<void> {
    if (way === 'silent') this.networks[store].silence();
    else await this.networks[store].close();
  }

  /** Brings both stores back, and waits until the product has seen it by itself. */
  async back(): Promise<void> {
    await Promise.all([this.networks.postgresql.open(), this.networks.redis.open()]);
    const ready = async () => expect((await this.product.visitor().get('/health/ready')).status).toBe(200);
    await vi.waitFor(ready, { timeout: 5_000, interval: 20 });
  }

  /** The messages of warnings and faults from now on. */
  lines(): string[] {
    const lines: string[] = [];
    for (const level of ['warn', 'fault'] as const) {
      vi.spyOn(this.product.app.get(Logger), level).mockImplementation((message: string) => void lines.push(message));
    }
    return lines;
  }
}

/** Expects, in both formats, a 503 that says to come again in two seconds and touches no cookie. */
export async function expectOutage(deed: string, send: (format: Format) => Promise<Answer>): Promise<void> {
  for (const format of FORMATS) {
    const { status, headers, setCookies, json } = await send(format);
    const code = format === 'json' ? 'service_unavailable' : undefined;
    expect([deed, format, status, headers.get('retry-after'), setCookies, json['code']]).toEqual([
      deed,
      format,
      503,
      '2',
      [],
      code,
    ]);
  }
}

const CodePage = view<FormPageData>('Code', ({ context }) => (
  <Layout title="Code" context={context}>
    <h1>Code</h1>
    <Form action="" submit="Go on" context={context}>
      <Field name="code" label="Code" autocomplete="one-time-code" context={context} />
    </Form>
  </Layout>
));

@ShownOn(CodePage)
class CodeDto {
  @RuleList([])
  code = '';
}

/** Whom the login steps of a test ask, by account id, and whether they ask at a restore too; how often they have read a form. */
export class AskedSteps {
  readonly accounts = new Set<string>();
  alsoRestores = false;
  looks = 0;

  /** Registers somebody whom the steps ask. */
  async someoneAsked(visitor: Visitor): Promise<Person> {
    const person = someone();
    this.accounts.add((await register(visitor, person)).json['user'].id as string);
    return person;
  }

  /** A module with a login step of this name, as a team writes it; the right code is the name of the step. */
  module(name: string, order: number): Type {
    const isAsked = ({ id }: { readonly id: string }) => this.accounts.has(id);
    const isAskedOnRestore = (user: { readonly id: string }) => this.alsoRestores && isAsked(user);
    const look = () => (this.looks += 1);
    class Step extends LoginStep {
      readonly name = name;
      readonly path = `/login/${name}`;
      readonly order = order;
      isDue = isAsked;
      override isDueOnRestore = isAskedOnRestore;
    }

    @PendingStep(name)
    @Controller(`login/${name}`)
    class StepController {
      constructor(private readonly logins: LoginService) {}

      @Get()
      show() {
        return page(CodePage, { next: null });
      }

      @Post()
      check(
        @Body(FormPipe) form: CodeDto,
        @CurrentPendingLogin() login: LoginAtStep,
        @Req() request: Request,
        @Res({ passthrough: true }) response: Response,
      ) {
        look();
        if (form.code !== name) throw new InvalidForm('invalid_code', form);
        return this.logins.advance(request, response, login, { method: name, at: Date.now() });
      }
    }

    @Module({ controllers: [StepController], providers: [Step] })
    class StepModule {}
    return StepModule;
  }
}

/** Two instances whose logins have a first and a second step. */
export class TwoSteps {
  private constructor(
    readonly steps: AskedSteps,
    readonly here: Product,
    readonly there: Product,
  ) {}

  static async start(): Promise<TwoSteps> {
    const steps = new AskedSteps();
    const modules = [steps.module('second', 20), steps.module('first', 10)];
    const here = await Product.start({}, modules);
    // The embedded storage has one process, and no second instance.
    return new TwoSteps(steps, here, here.storage.onServers ? await Product.on(here.storage, {}, modules) : here);
  }

  async remove(): Promise<void> {
    if (this.there !== this.here) await this.there.close();
    await this.here.remove();
  }

  /** The same browser, at the other instance. */
  atThere(visitor: Visitor): Visitor {
    return visitor.copy(this.there.url);
  }

  /** A browser with the right password, at the first step or at the second. */
  async atStep(step: 'first' | 'second', fields = {}): Promise<{ visitor: Visitor; person: Person }> {
    const visitor = this.here.visitor();
    const person = await this.steps.someoneAsked(visitor);
    await logIn(visitor, person, 'json', fields);
    if (step === 'second') await pass(visitor, 'first');
    return { visitor, person };
  }
}

/** Is called when one of the forms below does its work. */
export const freshDeed = vi.fn();

@Controller('test-safe')
class SafeController {
  @Get()
  @FreshLogin()
  show() {
    return { open: true };
  }

  @Post()
  @FreshLogin({ returnTo: '/settings/sessions' })
  change() {
    freshDeed();
    return { open: true };
  }

  @Post('lost')
  @FreshLogin()
  changeWithoutPage() {
    freshDeed();
    return { open: true };
  }
}

/** A page and forms that ask for a fresh login. */
@Module({ controllers: [SafeController] })
export class SafeModule {}

/** Streams of events as a team may write them: by the framework, and by hand. */
@Controller('test')
class StreamController {
  @Public()
  @Sse('events')
  events() {
    return of({ data: 'one' }, { data: 'two' });
  }

  @Public()
  @Get('raw-events')
  rawEvents(@Res() response: Response) {
    response.setHeader('content-type', 'Text/Event-Stream; charset=utf-8');
    response.end('data: one\n\n');
  }
}

/** Two routes that stream events. */
@Module({ controllers: [StreamController] })
export class StreamRoutes {}

/** What people type into the form below: with all that HTML would have to escape. */
export const DRAFT_TEXT = 'a long letter <b>"to" a friend</b> & more';

/** A page that shows every value that its form is given back. */
const DraftPage = view<FormPageData>('A form', ({ context }) => (
  <Layout title="A form" context={context}>
    <Form action="/test-draft" submit="Send" context={context}>
      <pre>{JSON.stringify(context.form.values)}</pre>
    </Form>
  </Layout>
));

/** Whether the page of the form is an error page. */
export const DRAFT_PAGE = { isMissing: false };

@Controller('test-draft')
class DraftController {
  @Get()
  show() {
    if (DRAFT_PAGE.isMissing) throw new NotFoundException();
    return page(DraftPage, { next: null });
  }

  @Post()
  @KeepsDraft()
  save() {
    return redirect('/test-draft', {});
  }

  @Post('plain')
  lose() {
    return redirect('/test-draft', {});
  }
}

/** A form that keeps its draft when the session has ended, and one that does not. */
@Module({ controllers: [DraftController] })
export class DraftModule {}

/** Somebody whose session ended while the form was open, and what sends the form from this browser. */
export async function withEndedSession(product: Product, visitor: Visitor = product.visitor()) {
  const person = await signIn(visitor);
  const { id } = (await visitor.get('/session', 'json')).json['user'] as { id: string };
  await loseSession(product, visitor);
  return { visitor, person, id, send: draftSender(product, visitor, id) };
}

interface Sending {
  readonly path?: string;
  readonly format?: Format;
  readonly headers?: Record<string, string>;
}

/** Sends the form of this account from this browser, as its page would. */
export function draftSender(product: Product, visitor: Visitor, account: string) {
  return (fields: object, { path = '/test-draft', format = 'html', headers = {} }: Sending = {}): Promise<Answer> =>
    visitor.post(path, { account, ...fields }, format, { referer: `${product.url}/test-draft`, ...headers });
}

/** What stands in the form, undefined where the answer has none. */
export function draftValuesIn({ text }: Answer): unknown {
  const [, json] = /<pre>(.*?)<\/pre>/s.exec(text) ?? [];
  return json === undefined
    ? undefined
    : JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
}
