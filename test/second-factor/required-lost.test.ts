import { describe, expect, it } from 'vitest';
import { announcedBy } from '../support/observing.js';
import { later, onServers, onTwoInstances, type Product } from '../support/product.js';
import {
  type Answer,
  type Format,
  FORMATS,
  logIn,
  register,
  someone,
  stateOf,
  target,
  type Visitor,
} from '../support/visitor.js';
import { codeOf, codesOn } from './authenticator.js';

const SET_UP = '/login/second-factor/set-up';

let here: Product;
let there: Product;
onTwoInstances((...both) => ([here, there] = both), { REQUIRE_SECOND_FACTOR: 'everybody' });

/** Somebody whose browser shows the set-up, and whose app has scanned the secret. */
async function atSetUp(): Promise<{ visitor: Visitor; code: string }> {
  const [visitor, person] = [here.visitor(), someone()];
  await register(visitor, person);
  await logIn(visitor, person, 'json', { next: '/profile' });
  const { secret } = (await visitor.get(SET_UP, 'json')).json;
  return { visitor, code: codeOf(secret as string) };
}

const send = (visitor: Visitor, code: string, format: Format = 'json') => visitor.post(SET_UP, { code }, format);
const codesIn = (answer: Answer, format: Format) =>
  format === 'json' ? (answer.json['recoveryCodes'] as string[]) : codesOn(answer);

/** The way on from the codes. */
const wayOn = (answer: Answer, format: Format) =>
  format === 'json' ? answer.json['redirectTo'] : /class="btn btn-primary w-100" href="([^"]+)"/.exec(answer.text)?.[1];

describe.each(FORMATS)('a set-up at a login whose answer gets lost (%s)', (format) => {
  it('has the same outcome under the cookie of before, at another instance too: the same codes, and one session', async () => {
    const { visitor, code } = await atSetUp();
    const lost = visitor.copy();
    const events = announcedBy(here, there);
    const first = await send(lost, code, format);
    const tab = visitor.copy(there.url);
    const again = await send(tab, code, format);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(codesIn(first, format)).toHaveLength(10);
    expect(codesIn(again, format)).toEqual(codesIn(first, format));
    expect(wayOn(again, format)).toBe('/profile');
    expect(await stateOf(tab)).toMatchObject({ authenticated: true, level: 2 });
    expect(await stateOf(lost)).toEqual({ authenticated: false });
    expect(events.filter((name) => name === 'second-factor-set-up')).toHaveLength(1);
  });

  it('has the same outcome when the browser has its new cookies, and not yet the page behind them', async () => {
    const { visitor, code } = await atSetUp();
    const first = await send(visitor, code, format);
    for (let sent = 0; sent < 2; sent += 1) {
      const again = await send(visitor.copy(there.url), code, format);
      expect([again.status, codesIn(again, format), wayOn(again, format)]).toEqual([200, codesIn(first, format), '/profile']);
    }
    expect(visitor.cookies.has('pending')).toBe(false);
  });

  it('shows the codes to nobody else: another code, another login, or later than a minute', async () => {
    const { visitor, code } = await atSetUp();
    const [copy, other] = [visitor.copy(), await atSetUp()];
    expect(codesIn(await send(visitor, code, format), format)).toHaveLength(10);
    for (const answer of [await send(other.visitor, code, format), await send(visitor, '000000', format)])
      expect([answer.status, codesOn(answer), answer.json['recoveryCodes']]).toEqual([expect.any(Number), [], undefined]);
    // A Redis of its own goes by another clock than this test.
    if (onServers) return;
    later(61_000);
    const late = [await send(copy, code, format), await send(visitor, code, format)];
    expect(late.map((answer) => [codesOn(answer), answer.json['recoveryCodes']])).toEqual([
      [[], undefined],
      [[], undefined],
    ]);
  });
});

it('of ten equal forms at once, on two instances, one sets up, all that are answered show the same codes, and one session is left', async () => {
  const { visitor, code } = await atSetUp();
  const events = announcedBy(here, there);
  const tabs = Array.from({ length: 10 }, (_, turn) => visitor.copy(turn % 2 === 0 ? here.url : there.url));
  const answers = await Promise.all(tabs.map((tab) => send(tab, code)));
  expect(answers.map(({ status }) => status)).toEqual(tabs.map(() => 200));
  expect(new Set(answers.map(({ json }) => JSON.stringify(json['recoveryCodes']))).size).toBe(1);
  const states = await Promise.all(tabs.map((tab) => stateOf(tab)));
  expect(states.filter(({ authenticated }) => authenticated)).toHaveLength(1);
  expect(events.filter((name) => name === 'second-factor-set-up')).toHaveLength(1);
  expect(target(answers[0] ?? expect.fail('nothing was answered'))).toBe('/profile');
});
