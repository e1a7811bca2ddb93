import { describe, expect, it } from 'vitest';
import { MOST_WAITING, presentValidator } from '../../src/sessions/remember-me/validators.js';
import { type Deed, everyOrder, type Judge } from './remember-me-orders.js';

const DEPTH = 8;

/** Every order that breaks a rule, with the rule. */
function broken(depth: number, judge?: Judge): string[] {
  const found: string[] = [];
  const blame = (rule: string, order: readonly Deed[]) => found.length < 20 && found.push(`${rule}: ${order.join(' ')}`);
  everyOrder(
    depth,
    (order, before, after, verdict) => {
      const deed = order.at(-1);
      const who = deed === 'thief' || deed === 'replay' ? 'thief' : 'owner';
      if (before.stolen === null && (verdict === 'theft' || verdict === 'spent')) blame('an alarm without a thief', order);
      if (before.ahead !== null && before.ahead !== who && verdict === 'rotated') blame('both went on', order);
      const overtaken = before.ahead !== null && before.ahead !== who && verdict !== null;
      if (overtaken && order.at(-2) === 'wait' && verdict !== 'theft') blame('not met', order);
      const { waiting = [], spent = [] } = after.series ?? {};
      if (waiting.length > MOST_WAITING || spent.length > 60) blame('unbounded', order);
    },
    judge,
  );
  return found;
}

describe(`in all orders of owner, thief, lost answers and killed browsers, to depth ${DEPTH},`, () => {
  it('there is no alarm without a thief, and owner and thief never both go on: the second to come is met', () => {
    expect(broken(DEPTH)).toEqual([]);
  });
});

describe('the model sees a rule that is broken:', () => {
  const RULES: [string, Judge][] = [
    ['other successors stay good', (series, hash, times) => keepingSuccessors(series, hash, times)],
    [
      'the old one stays good for ever',
      (series, hash, times) =>
        series.spent.some((one) => one.hash === hash) ? accept(series, times) : presentValidator(series, hash, times),
    ],
    ['the old one is spent at once', (series, hash, times) => spentAtOnce(series, hash, times)],
    [
      'a successor is not accepted',
      (series, hash, times) => (series.waiting.includes(hash) ? { kind: 'theft' } : presentValidator(series, hash, times)),
    ],
    ['the grace never ends', (series, hash, times) => presentValidator(series, hash, { ...times, grace: Infinity })],
  ];
  it.each(RULES)('%s', (_rule, judge) => {
    expect(broken(6, judge)).not.toEqual([]);
  });
});

const accept: (...args: [Parameters<Judge>[0], Parameters<Judge>[2]]) => ReturnType<Judge> = (series, { successor }) => ({
  kind: 'rotated',
  validators: { ...series, waiting: [...series.waiting, successor] },
});

const keepingSuccessors: Judge = (series, hash, times) => {
  const judged = presentValidator(series, hash, times);
  if (judged.kind !== 'rotated' || !series.waiting.includes(hash)) return judged;
  const waiting = [...series.waiting.filter((one) => one !== hash), ...judged.validators.waiting].slice(-MOST_WAITING);
  return { kind: 'rotated', validators: { ...judged.validators, waiting } };
};

const spentAtOnce: Judge = (series, hash, { successor, now, grace }) => {
  if (hash !== series.current) return presentValidator(series, hash, { successor, now, grace });
  return { kind: 'rotated', validators: { current: successor, waiting: [], spent: [...series.spent, { hash, at: now }] } };
};
