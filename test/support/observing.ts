/** What a test can see of the product besides its answers: its metrics, routes, events and statements, what it has stored, what its documents say. */

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MikroORM } from '@mikro-orm/core';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { expect, vi } from 'vitest';
import { CROSS_SITE } from '../../src/http/request-state.js';
import { requestScope } from '../../src/log/request-scope.js';
import { MetricsServer } from '../../src/metrics/metrics-server.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { Series } from '../../src/sessions/remember-me/series.entity.js';
import { AccountEvents } from '../../src/users/account-events.js';
import { User } from '../../src/users/user.entity.js';
import type { Product } from './product.js';
import type { Person } from './visitor.js';
import type { RedisServer } from './servers/redis.js';

/** What a scrape said: the types of the families, and the value of each series by its text, `name{label="value"}`. */
export interface Exposition {
  readonly text: string;
  readonly types: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
}

/** Where a product that was started with METRICS_PORT=0 answers. */
export function metricsUrl(product: Product): string {
  return `http://127.0.0.1:${product.app.get(MetricsServer).port}/metrics`;
}

/** What the product says of itself now. */
export async function scrape(product: Product): Promise<Exposition> {
  return parse(await (await fetch(metricsUrl(product))).text());
}

/** Reads the text format of Prometheus, without its help texts. */
export function parse(text: string): Exposition {
  const lines = text.split('\n').filter((line) => line !== '');
  const types = lines.flatMap((line) => {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    return name === undefined || type === undefined ? [] : [[name, type] as const];
  });
  const samples = lines.flatMap((line) => {
    const [, series, value] = /^([^#\s][^{\s]*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    return series === undefined || value === undefined ? [] : [[series, Number(value)] as const];
  });
  return { text, types: new Map(types), samples: new Map(samples) };
}

/** Which series of these families have grown, and by how much. */
export function growth(before: Exposition, after: Exposition, families: RegExp): Record<string, number> {
  const grown = [...after.samples].flatMap(([series, value]) => {
    const by = value - (before.samples.get(series) ?? 0);
    return families.test(series) && by !== 0 ? [[series, by] as const] : [];
  });
  return Object.fromEntries(grown);
}

/** Scrapes as soon as every request so far has been counted, which happens after its answer has been sent. */
export function settledScrapes(product: Product): () => Promise<Exposition> {
  let begun = 0;
  product.app.getHttpServer().prependListener('request', () => (begun += 1));
  return () =>
    vi.waitFor(async () => {
      const exposition = await scrape(product);
      const ended = [...exposition.samples].filter(([series]) => series.startsWith('gatehouse_http_requests_total{'));
      expect(ended.reduce((sum, [, value]) => sum + value, 0)).toBe(begun);
      return exposition;
    });
}

/** The methods that sign people in and out, by the part of the port that has them. */
const COUNTED = {
  claims: ['claim', 'replace', 'find', 'release'],
  seriesMarks: ['bar', 'isBarred', 'takeTurn', 'shareOutcome', 'outcomeOfTurn', 'endTurn'],
  sessions: [
    'read',
    'start',
    'swap',
    'move',
    'unseal',
    'revoke',
    'list',
    'count',
    'clearIndex',
    'putPrincipal',
    'markChanging',
    'ping',
  ],
} as const;

/** Counts what a product asks of its stores from now on: each method of the port is one round trip. */
export function countStoreCalls(product: Product) {
  const redis = product.app.get(RedisPort);
  const calls = [
    ...COUNTED.sessions.map((method) => vi.spyOn(redis, method)),
    ...COUNTED.claims.map((method) => vi.spyOn(redis.claims, method)),
    ...COUNTED.seriesMarks.map((method) => vi.spyOn(redis.seriesMarks, method)),
  ];
  const connection = product.app.get(MikroORM).em.getConnection();
  const execute = connection.execute.bind(connection);
  let statements = 0;
  const sql = vi.spyOn(connection, 'execute').mockImplementation((...given) => {
    statements += Number(isForRequest());
    return execute(...given);
  });
  return {
    redis: () => calls.reduce((sum, spy) => sum + spy.mock.calls.length, 0),
    sql: () => statements,
    stop: () => [...calls, sql].forEach((spy) => spy.mockRestore()),
  };
}

/** Counts what the ORM's own PostgreSQL driver sends from now on, transactions included. */
export function countDriverSql() {
  // The ORM may have another copy of the driver than the tests import; this is the ORM's.
  const { Client } = createRequire(import.meta.resolve('@mikro-orm/postgresql'))('pg') as typeof pg;
  const query = Reflect.get(Client.prototype, 'query') as (...given: unknown[]) => unknown;
  let sent: string[] = [];
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    if (isForRequest()) sent.push(textOf(given[0]));
    return query.apply(this, given);
  } as never);
  return {
    statements: (): string[] => [...sent],
    restart: () => void (sent = []),
    stop: () => spy.mockRestore(),
  };
}

/**
 * How often the product turns to PostgreSQL for answers while this is done; what it does by itself meanwhile does not
 * count, nor what a request has left to be done after its answer, such as a mail.
 */
export async function statementsOf({ app }: Product, deed: () => Promise<unknown>): Promise<number> {
  const connection = app.get(MikroORM).em.getConnection() as unknown as { getClient: () => unknown };
  const { getClient } = connection;
  let count = 0;
  const spy = vi.spyOn(connection, 'getClient').mockImplementation(() => {
    count += Number(requestScope.getStore()?.response?.writableEnded === false);
    return getClient.call(connection);
  });
  await deed();
  spy.mockRestore();
  return count;
}

/** Jobs that seal, sweep and refresh ask by themselves, whenever their time has come. */
function isForRequest(): boolean {
  return requestScope.getStore() !== undefined;
}

function textOf(query: unknown): string {
  return typeof query === 'string' ? query : String(Reflect.get(Object(query), 'text'));
}

/**
 * The most CPU time, in milliseconds, that this thread has spent in one turn of the event loop while `work` ran: nobody
 * else was answered meanwhile. CPU time, not the clock: other programs on a busy machine do not count.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = cpuTime();
  let isOver = false;
  const turn = (): void => {
    const now = cpuTime();
    longest = Math.max(longest, now - before);
    before = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  return longest;
}

function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

interface Layer {
  readonly route?: {
    readonly path: string;
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly handle: object }[];
  };
}

function layersOf({ app }: Product): Layer[] {
  return (app.getHttpAdapter().getInstance().router as unknown as { stack: Layer[] }).stack;
}

/** Every method and path that the product's router has, parameters filled in. */
export function routesOf(product: Product): [method: string, path: string][] {
  return layersOf(product).flatMap(({ route }) =>
    Object.keys(route?.methods ?? {}).map((method): [string, string] => [
      method.toUpperCase(),
      (route?.path ?? '').replace(/[:*]\w+/g, 'x').replace(/[{}]/g, ''),
    ]),
  );
}

/** The paths that take unsafe requests of other sites (`@CrossSite`). */
export function crossSiteRoutesOf(product: Product): string[] {
  const open = layersOf(product).filter(({ route }) =>
    route?.stack.some(({ handle }) => Reflect.getMetadata(CROSS_SITE, handle)),
  );
  return open.flatMap(({ route }) => route?.path ?? []);
}

/** The routes of the product itself that say that they are public; every other one is closed to guests. */
export const OPEN_ROUTES = ['GET /', 'GET /.well-known/change-password', 'GET /confirm-email', 'GET /dev/mail', 'GET /dev/mail/x', 'GET /dev/mail/x/html', 'GET /dev/mail/x/raw', 'GET /forgot-password', 'GET /login', 'GET /logout', 'GET /m', 'GET /register', 'GET /reset-password', 'GET /session', 'GET /undo-email-change', 'GET /verify-email', 'POST /confirm-email', 'POST /forgot-password', 'POST /login', 'POST /login/passkey', 'POST /login/passkey/options', 'POST /logout', 'POST /register', 'POST /reset-password', 'POST /undo-email-change', 'POST /verify-email', 'POST /verify-email/not-me']; // prettier-ignore

/** Resolves when one of these products announces this event. */
export function announced(name: string, ...products: readonly Product[]): Promise<void> {
  return new Promise((resolve) => {
    for (const product of products) {
      const events = product.app.get(AccountEvents);
      const announce = events.announce.bind(events);
      events.announce = (event, ...rest) => {
        announce(event, ...rest);
        if (event === name) resolve();
      };
    }
  });
}

/** The names of what is announced from now on, by any of these products. */
export function announcedBy(...products: Product[]): string[] {
  const names: string[] = [];
  for (const product of new Set(products)) {
    const events = product.app.get(AccountEvents);
    // A spy of a test before is replaced, and what it did cannot be called from here: it would be this one.
    const announcing = vi.isMockFunction(Reflect.get(events, 'announce')) ? AccountEvents.prototype : events;
    const announce = announcing.announce.bind(events);
    vi.spyOn(events, 'announce').mockImplementation((name, event) => {
      names.push(name);
      announce(name, event);
    });
  }
  return names;
}

/** The keys of a product's Redis, or of the file in its place, behind the product's back. */
export interface StoredKeys {
  get(key: string): Promise<string | null>;
  /** Keeps it for an hour, or for another time in milliseconds. */
  set(key: string, value: string, life?: number): Promise<void>;
  beginningWith(prefix: string): Promise<string[]>;
  /** Puts something of another kind in the place of what the product keeps there; the file knows one kind only. */
  setOtherKind(key: string): Promise<void>;
  addMember(key: string, member: string): Promise<void>;
  close(): Promise<void>;
}

const AN_HOUR = 3_600_000;

export function storedKeys({ settings }: Product): StoredKeys {
  return settings.redisUrl === undefined ? inFile(join(settings.dataDir, 'sessions')) : onServer(settings.redisUrl);
}

function onServer(url: string): StoredKeys {
  const redis = new Redis(url);
  return {
    get: (key) => redis.get(key),
    set: async (key, value, life = AN_HOUR) => void (await redis.set(key, value, 'PX', life)),
    beginningWith: (prefix) => redis.keys(`${prefix}*`),
    setOtherKind: async (key) => void (await redis.multi().del(key).hset(key, 'x', 'y').exec()),
    addMember: async (key, member) => void (await redis.zadd(key, Date.now() + AN_HOUR, member)),
    close: async () => void (await redis.quit()),
  };
}

function inFile(path: string): StoredKeys {
  const file = new DatabaseSync(path);
  const set = (key: string, value: string, life = AN_HOUR) =>
    file.prepare('INSERT OR REPLACE INTO entry (key, value, keep_until) VALUES (?, ?, ?)').run(key, value, Date.now() + life);
  return {
    get: async (key) => String(file.prepare('SELECT value FROM entry WHERE key = ?').get(key)?.['value'] ?? '') || null,
    set: async (key, value, life) => void set(key, value, life),
    beginningWith: async (prefix) =>
      file
        .prepare('SELECT key FROM entry WHERE substr(key, 1, ?) = ?')
        .all(prefix.length, prefix)
        .map((row) => String(row['key'])),
    setOtherKind: async (key) => void set(key, 'x'),
    addMember: async (key, member) =>
      void file
        .prepare('INSERT OR REPLACE INTO member (key, hash, ends_at) VALUES (?, ?, ?)')
        .run(key, member, Date.now() + AN_HOUR),
    close: async () => file.close(),
  };
}

/** Every entry of the store that is a draft, by its key. */
export async function storedDrafts(product: Product): Promise<Record<string, string>> {
  const keys = storedKeys(product);
  const names = (await keys.beginningWith('s:')).filter((key) => key.includes('draft'));
  const entries = await Promise.all(names.map(async (name) => [name, (await keys.get(name)) ?? '']));
  await keys.close();
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The remember-me rows of a person, as the database has them. */
export async function rowsOf(product: Product, { username }: Person): Promise<Series[]> {
  const em = product.app.get(MikroORM).em.fork();
  const user = await em.findOneOrFail(User, { usernameKey: username });
  return em.find(Series, { user: user.id });
}

/** The blocks of a document that are in this language: tests run what operators are told to run. */
export function documented(file: string, language: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language).map(([, , block = '']) => block);
}

/** The cells of a row as they stand, and without backticks the first one, by which it is found. */
export interface DocumentedRow {
  readonly key: string;
  readonly cells: readonly string[];
}

/** The rows of every table of a document whose first column has this title. */
export function documentedRows(file: string, title: string): DocumentedRow[] {
  const tables = readFileSync(file, 'utf8').match(/(?:^\|.*\n)+/gm) ?? [];
  return tables.flatMap((table) => {
    const [head = [], , ...rows] = table.trimEnd().split('\n').map(cellsOf);
    return head[0] === title ? rows.map((cells) => ({ key: (cells[0] ?? '').replaceAll('`', ''), cells })) : [];
  });
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

const EXAMPLES = new URL('../examples/', import.meta.url);
const GUIDES = new URL('../../docs/guides/', import.meta.url);

/** The names of all guides. */
export const guides = (): string[] => readdirSync(GUIDES).map((file) => file.replace(/\.md$/, ''));

/** The names of all examples: each is a folder. */
export const examples = (): string[] =>
  readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** The text of a guide. */
export const guide = (name: string): string => readFileSync(new URL(`${name}.md`, GUIDES), 'utf8');

/**
 * The files of an example, but not of its folders, as a guide has to show them, each below its name; its test bears the name of the guide. A
 * team keeps them in a folder of `src/team/`, and tests in `test/team/`: paths are all that differs from what runs here.
 */
export function shownFiles(example: string): { file: string; code: string }[] {
  const folder = new URL(`${example}/`, EXAMPLES);
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== `${example}.test.ts`)
    .map(({ name }) => name);
  return files.map((file) => ({ file, code: shownCode(new URL(file, folder)) }));
}

function shownCode(file: URL): string {
  const code = readFileSync(file, 'utf8');
  return file.pathname.endsWith('.test.ts')
    ? code.replaceAll(/'\.\.\/(?!\.\.)/g, "'../../src/team/").replaceAll("'../../../src/", "'../../src/")
    : code.replaceAll("'../../../src/", "'../../");
}

/** Gives a server the users of docs/redis-acl.md; `more` are further rights. Returns the address for the product's own user. */
export async function withDocumentedUser(server: RedisServer, more: readonly string[] = []): Promise<string> {
  const lines = documented('docs/redis-acl.md', 'acl').join('').split('\n').filter(Boolean);
  const users = lines.map((line) => line.split(' ').slice(1));
  const [name = '', ...rights] = users.find(([user]) => user !== 'default') ?? [];
  const password = rights.find((right) => right.startsWith('>'))?.slice(1) ?? '';
  await server.ask((redis) => redis.call('ACL', 'SETUSER', name, ...rights, ...more));
  return server.url.replace('://', `://${name}:${password}@`);
}

/** What this server has refused to its users, as `context object`; a refused name of a client does no harm and is left out. */
export async function refusals(server: RedisServer): Promise<string[]> {
  const entries = await server.ask((redis) => redis.call('ACL', 'LOG'));
  return (entries as string[][])
    .map((entry) => [...entry.keys()].filter((place) => place % 2 === 0).map((place) => [entry[place], entry[place + 1]]))
    .map((pairs) => Object.fromEntries(pairs) as Record<string, string>)
    .map(({ context = '', object = '' }) => `${context} ${object}`)
    .filter((refusal) => !/client\|set(info|name)$/.test(refusal));
}
