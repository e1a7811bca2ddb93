import { describe, expect, it } from 'vitest';
import { addPasskey, options } from '../passkeys/support/passkeys.js';
import { announcedBy } from '../support/observing.js';
import { onTwoInstances, type Product } from '../support/product.js';
import { type Answer, FORMATS, type Format, stateOf, target, type Visitor } from '../support/visitor.js';
import { Owner } from './factors.js';

let here: Product;
let there: Product;
onTwoInstances((...both) => ([here, there] = both));

const STEP = '/login/second-factor';

/** A form of the second step. */
interface Sent {
  readonly path: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

type Proof = 'a code' | 'a recovery code' | 'a passkey';
const PROOFS: readonly Proof[] = ['a code', 'a recovery code', 'a passkey'];

/** Somebody with codes, recovery codes and a passkey, whose browser is at the second step. */
async function atStep() {
  const signedIn = await here.signedIn();
  const authenticator = await addPasskey(signedIn, { userVerified: false });
  const owner = await Owner.setUp(here, signedIn.person);
  const visitor = here.visitor();
  await owner.begin(visitor, 'json', { remember: true });
  const sent: Record<Proof, () => Promise<Sent>> = {
    'a code': async () => ({ path: STEP, fields: { code: await owner.code() } }),
    'a recovery code': async () => ({ path: STEP, fields: { code: owner.recoveryCodes[0] } }),
    'a passkey': async () => {
      const asked = await options(visitor, `${STEP}/passkey`);
      return { path: `${STEP}/passkey`, fields: { response: JSON.stringify(authenticator.get(asked)) } };
    },
  };
  return { owner, visitor, signedIn, sent };
}

/** Posts these forms at the same moment, in turn at both instances, each from a browser of its own with the same cookies. */
async function atOnce(visitor: Visitor, format: Format, forms: readonly Sent[]) {
  const tabs = forms.map((_, turn) => visitor.copy(turn % 2 === 0 ? here.url : there.url));
  const answers = await Promise.all(tabs.map((tab, turn) => tab.post(forms[turn]?.path ?? '', forms[turn]?.fields, format)));
  return { tabs, answers };
}

/** Asserts that one of these browsers is signed in, and that the account has no session besides it and this one. */
async function expectOneSession(tabs: readonly Visitor[], besides: Visitor): Promise<void> {
  const states = await Promise.all(tabs.map((tab) => stateOf(tab)));
  expect(states.filter(({ authenticated }) => authenticated)).toHaveLength(1);
  const { sessions } = (await besides.get('/settings/sessions', 'json')).json;
  expect(sessions).toHaveLength(2);
}

const isPassed = (answer: Answer) => target(answer) === '/dashboard';

describe.each(FORMATS)('forms of the second step that are sent at once to two instances (%s)', (format) => {
  it.each(PROOFS)('by the same browser, with the same %s, have the same outcome, and one session is left', async (proof) => {
    const { visitor, signedIn, sent } = await atStep();
    const events = announcedBy(here, there);
    const form = await sent[proof]();
    const { tabs, answers } = await atOnce(visitor, format, [form, form, form, form]);
    expect(answers.map(isPassed)).toEqual([true, true, true, true]);
    await expectOneSession(tabs, signedIn);
    expect(events.filter((name) => name === 'logged-in')).toHaveLength(1);
    expect(events.filter((name) => /failed|cloned/.test(name))).toEqual([]);
  });

  it.each([
    ['a code', 'a recovery code'],
    ['a code', 'a passkey'],
    ['a passkey', 'a recovery code'],
  ] as const)('by the same browser, with %s and with %s: one passes, and the other is refused', async (one, other) => {
    const { visitor, signedIn, sent } = await atStep();
    const { tabs, answers } = await atOnce(visitor, format, [await sent[one](), await sent[other]()]);
    expect(answers.filter(isPassed)).toHaveLength(1);
    await expectOneSession(tabs, signedIn);
  });

  it('by two browsers, with the same recovery code: one passes, and the other is refused', async () => {
    const { visitor, owner, signedIn, sent } = await atStep();
    const second = there.visitor();
    await owner.begin(second);
    const { path, fields } = await sent['a recovery code']();
    const tabs = [visitor, second];
    const answers = await Promise.all(tabs.map((tab) => tab.post(path, fields, format)));
    expect(answers.filter(isPassed)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(1);
    await expectOneSession(tabs, signedIn);
  });
});
