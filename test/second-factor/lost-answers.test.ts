import { afterEach, describe, expect, it, vi } from 'vitest';
import { mailsAbout } from '../mail/mailbox.js';
import { announcedBy } from '../support/observing.js';
import { later, onServers, onTwoInstances, type Product } from '../support/product.js';
import { copyOf, FORMATS, sessionIdOf, signIn, signInOn, stateOf, type Visitor } from '../support/visitor.js';
import { codeOf, codesOn, overviewOf, scan, sendCode, STEP, withCodes } from './authenticator.js';

const RENEW = '/settings/second-factor/recovery-codes';
const REMOVE = '/settings/second-factor/totp/remove';

let here: Product;
let there: Product;
onTwoInstances((one, other) => ([here, there] = [one, other]), { THROTTLE_SECOND_FACTOR: 'off' });

let visitor: Visitor;
let secret: string;
let email: string;

afterEach(() => void vi.useRealTimers());

/** Somebody new whose app has scanned a secret. */
async function begin(): Promise<void> {
  visitor = here.visitor();
  ({ email } = await signIn(visitor));
  secret = await scan(visitor);
}

describe.each(FORMATS)('a set-up whose answer gets lost (%s)', (format) => {
  it('has the same outcome under the old cookie, and the browser gets its new one', async () => {
    await begin();
    const code = codeOf(secret);
    const lost = copyOf(visitor);
    const first = await sendCode(lost, code, format);
    const again = await sendCode(visitor, code, format);
    expect([first.status, again.status]).toEqual([200, 200]);
    const codes = format === 'json' ? first.json['recoveryCodes'] : codesOn(first);
    expect(codes).toHaveLength(10);
    expect(format === 'json' ? again.json['recoveryCodes'] : codesOn(again)).toEqual(codes);
    expect(sessionIdOf(visitor)).toBe(sessionIdOf(lost));
    expect(await stateOf(visitor)).toMatchObject({ level: 2 });
    expect(await mailsAbout(here, email, /Codes of an app/, 1)).toHaveLength(1);
  });

  it('has the same outcome under the new cookie for a minute, and is a wrong code after that', async () => {
    await begin();
    const code = codeOf(secret);
    const first = await sendCode(visitor, code, 'json');
    const events = announcedBy(here, there);
    for (const milliseconds of [0, 45_000]) {
      later(milliseconds);
      const again = await sendCode(copyOf(visitor, there), code, 'json');
      expect([again.status, again.json['recoveryCodes']]).toEqual([200, first.json['recoveryCodes']]);
      vi.useRealTimers();
    }
    later(61_000);
    // A Redis of its own goes by another clock than this test, and still knows the request.
    if (!onServers) expect((await sendCode(visitor, code, format)).status).toBe(401);
    expect(events).toEqual([]);
  });
});

it('of twenty equal codes at once, on two instances, one sets up, and all are shown the same recovery codes', async () => {
  await begin();
  const code = codeOf(secret);
  const events = announcedBy(here, there);
  const tabs = Array.from({ length: 20 }, (_, index) => copyOf(visitor, index % 2 === 0 ? here : there));
  const answers = await Promise.all(tabs.map((tab) => sendCode(tab, code)));
  expect(answers.map(({ status }) => status)).toEqual(tabs.map(() => 200));
  expect(new Set(answers.map(({ json }) => JSON.stringify(json['recoveryCodes']))).size).toBe(1);
  expect(events).toEqual(['second-factor-set-up']);
});

it('of two right codes at once, of two steps, one sets up', async () => {
  await begin();
  const codes = [codeOf(secret), codeOf(secret, Date.now() + STEP)];
  const answers = await Promise.all(codes.map((code) => sendCode(copyOf(visitor), code)));
  const done = answers.filter(({ status }) => status === 200);
  expect(done).toHaveLength(1);
  const events = await mailsAbout(here, email, /Codes of an app|Another app/, 1);
  expect(events).toHaveLength(1);
});

it('of two sessions at once, each with a secret of its own, one sets up, and the other is asked for what that one did', async () => {
  const other = here.visitor();
  visitor = here.visitor();
  await signInOn(visitor, other);
  const secrets = [await scan(visitor), await scan(other)];
  const answers = await Promise.all([visitor, other].map((tab, index) => sendCode(tab, codeOf(secrets[index] ?? ''))));
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 403]);
});

describe('new recovery codes', () => {
  it.each(FORMATS)('are the same ones for the same request within a minute (%s)', async (format) => {
    const owner = (await withCodes(here)).visitor;
    const form = { formId: 'one' };
    const first = await owner.post(RENEW, form, format);
    const again = await copyOf(owner, there).post(RENEW, form, format);
    const [codes, same] = [first, again].map((answer) => (format === 'json' ? answer.json['recoveryCodes'] : codesOn(answer)));
    expect(codes).toHaveLength(10);
    expect(same).toEqual(codes);
    expect((await overviewOf(owner))['recoveryCodesLeft']).toBe(10);
  });

  it('are made once for twenty presses at once, and anew for a press on the page as it is shown again', async () => {
    const { visitor: owner, recoveryCodes } = await withCodes(here);
    const events = announcedBy(here, there);
    const tabs = Array.from({ length: 20 }, (_, index) => copyOf(owner, index % 2 === 0 ? here : there));
    const answers = await Promise.all(tabs.map((tab) => tab.post(RENEW, {}, 'json')));
    const shown = new Set(answers.map(({ json }) => JSON.stringify(json['recoveryCodes'])));
    expect(shown.size).toBe(1);
    expect(shown).not.toContain(JSON.stringify(recoveryCodes));
    expect(events).toEqual(['recovery-codes-renewed']);
    const anew = await owner.post(RENEW, { formId: 'another' }, 'json');
    expect(shown).not.toContain(JSON.stringify(anew.json['recoveryCodes']));
  });

  it('are kept for nobody else who sends the same', async () => {
    const [one, other] = [await withCodes(here), await withCodes(here)];
    const first = await one.visitor.post(RENEW, {}, 'json');
    expect((await other.visitor.post(RENEW, {}, 'json')).json['recoveryCodes']).not.toEqual(first.json['recoveryCodes']);
  });
});

it.each(FORMATS)('codes that are removed twice are removed once (%s)', async (format) => {
  const { visitor: owner, person } = await withCodes(here);
  const events = announcedBy(here, there);
  const answers = await Promise.all([owner, copyOf(owner, there)].map((tab) => tab.post(REMOVE, {}, format)));
  expect(answers.map(({ status }) => status)).toEqual(format === 'json' ? [200, 200] : [303, 303]);
  expect(events).toEqual(['second-factor-removed']);
  expect(await mailsAbout(here, person.email, /do not protect/, 1)).toHaveLength(1);
});
