import { describe, expect, it } from 'vitest';
import { type Address, type Deed, everyOrder, RULES, type Rules, type World } from './address-orders.js';

/** What happened to the account before this deed, the latest first; links that did not work did nothing. */
function doneBefore({ order, verdicts }: World, place: number): Deed[] {
  return order.slice(0, place).filter((_deed, nth) => verdicts[nth] === 'done').toReversed(); // prettier-ignore
}

/** These change an account, so a link of before is void by them. */
const isChange = (deed: Deed): boolean => /^(press|reset|undo)/.test(deed);

/** Says what is wrong with an order, by what happened and not by how the model knows. */
function faultsOf(world: World): string[] {
  const faults: string[] = [];
  const changes: Deed[] = [];
  const addresses: Address[] = ['A'];
  world.order.forEach((deed, place) => {
    if (world.verdicts[place] === 'void') return;
    const before = doneBefore(world, place);
    if (deed.startsWith('press')) {
      const latest = before.find((one) => isChange(one) || one.startsWith('ask'));
      if (latest !== deed.replace('press', 'ask')) faults.push(`${deed} after ${latest}`);
      changes.push(deed);
      addresses.push(deed === 'press B' ? 'B' : 'C');
    }
    if (deed === 'reset') {
      const since = before.slice(0, before.indexOf('forget')).filter(isChange);
      if (since.length > 0) faults.push(`reset after ${since.join(', ')}`);
    }
    if (deed.startsWith('undo')) {
      const own = changes[deed === 'undo first' ? 0 : 1];
      const since = own === undefined ? [] : before.slice(0, before.indexOf(own));
      const earlier = since.filter((one) => one === deed || one === 'undo first');
      if (earlier.length > 0) faults.push(`${deed} after ${earlier.join(', ')}`);
    }
  });
  if (!addresses.includes(world.address)) faults.push(`the address ${world.address}, which nobody has proven`);
  return faults;
}

function broken(rules: Rules): string[] {
  return everyOrder(rules).flatMap((world) => faultsOf(world).map((fault) => `${fault}: ${world.order.join('; ')}`));
}

describe('in every order of two changes of address, a reset and undos', () => {
  it('a link works only while nothing has happened to the account since, and the address is one that its owner has proven', () => {
    expect(everyOrder().length).toBeGreaterThan(300);
    expect(broken(RULES)).toEqual([]);
  });

  it('the last undo decides: the account has the address of before the change that it takes back', () => {
    for (const { order, verdicts, address, formers } of everyOrder()) {
      const last = order.findLastIndex((deed, nth) => verdicts[nth] === 'done' && isChange(deed) && deed !== 'reset');
      if (order[last]?.startsWith('undo') !== true) continue;
      expect(address, order.join('; ')).toBe(formers[order[last] === 'undo first' ? 0 : 1]?.address);
    }
  });
});

describe('the orders show a rule that is missing:', () => {
  const MISSING = ['newerAskVoids', 'stampVoidsAsked', 'stampVoidsReset', 'addressVoidsReset', 'undoVoidsLater'] as const;

  it.each(MISSING)('%s', (rule) => {
    expect(broken({ ...RULES, [rule]: false })).not.toEqual([]);
  });
});
