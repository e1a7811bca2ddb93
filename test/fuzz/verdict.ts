import { expect } from 'vitest';
import { expectPromisedHeaders } from '../http/promised-headers.js';
import type { RawAnswer } from '../http/raw.js';

/** Milliseconds: no input may keep a request longer (issue of the house: no hang). */
const NO_HANG = 2_000;

/** What a fault of ours, or a careless error page, would show. */
const INSIDES =
  /node_modules|\bat (?:async )?\w+.{0,40}\(.*:\d+:\d+\)|SyntaxError|TypeError|DriverException|MikroORM|insert into|select .{0,80} from/i;

const STATUSES = [200, 201, 204, 303, 400, 401, 403, 404, 405, 408, 413, 414, 415, 417, 422, 431];

/** What Node answers by itself, before a request exists. */
const isBare = ({ status, headers }: RawAnswer) => [400, 408, 417, 431].includes(status) && headers['x-request-id'] === undefined;

/** Whatever was sent, the answer is one of the contract's, in its form; never a fault of ours. */
export function expectHarmless(answer: RawAnswer): void {
  expect(STATUSES, answer.text.slice(0, 300)).toContain(answer.status);
  if (isBare(answer)) return;
  const type = answer.headers['content-type'] ?? '';
  const json = type.includes('json');
  const isFormAgain = [401, 422, 429].includes(answer.status) && answer.text.includes('<form');
  const kind = json ? 'json' : isFormAgain ? 'refused form' : 'html';
  expectPromisedHeaders(String(answer.status), { get: (name) => answer.headers[name] ?? null }, kind);
  if (answer.text !== '') expect(type).toMatch(/^(text\/html|application\/(problem\+)?json); charset=utf-8$/);
  if (json && answer.text !== '') expect(answer.json).not.toEqual({});
  if (answer.status >= 400 && answer.status !== 422) expect(answer.text).not.toMatch(INSIDES);
}

/** Sends, judges, and sends again what took too long: only what is slow twice is the input's fault. */
export async function expectHarmlessSoon(send: () => Promise<RawAnswer>): Promise<RawAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const begun = performance.now();
    const answer = await send();
    const time = performance.now() - begun;
    if (time > NO_HANG && attempt === 1) continue;
    expect(time, 'milliseconds').toBeLessThan(NO_HANG);
    return answer;
  }
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const CLEAN = PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String));

/** Nothing that was sent has become part of every object (the product runs in this very process). */
export function expectCleanPrototypes(): void {
  expect(PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String))).toEqual(CLEAN);
}
