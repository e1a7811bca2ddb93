/** All that two changes of address, a reset and undos can come to, in every order: a model of who has the account. */

/** The owner begins with A, and asks for B and for C. */
export type Address = 'A' | 'B' | 'C';

/** Each happens once: a link is pressed after it was mailed. */
export const DEEDS = ['ask B', 'ask C', 'press B', 'press C', 'forget', 'reset', 'undo first', 'undo second'] as const;
export type Deed = (typeof DEEDS)[number];

/** A link has done what it is for, or does not work. Asking for one is always done. */
export type Verdict = 'done' | 'void';

interface Former {
  readonly address: Address;
  readonly proven: boolean;
  readonly works: boolean;
}

export interface World {
  readonly address: Address;
  readonly proven: boolean;
  /** It rises with all that voids links. */
  readonly stamp: number;
  readonly asked: { readonly to: Address; readonly stamp: number } | null;
  readonly resetLink: { readonly to: Address; readonly stamp: number } | null;
  /** The addresses of before, each with its undo link, in the order of the changes. */
  readonly formers: readonly Former[];
  readonly order: readonly Deed[];
  readonly verdicts: readonly Verdict[];
}

export const START: World = {
  address: 'A',
  proven: false,
  stamp: 0,
  asked: null,
  resetLink: null,
  formers: [],
  order: [],
  verdicts: [],
};

/** What the product must keep to; a test takes one away and sees that the orders show it. */
export const RULES = {
  newerAskVoids: true,
  stampVoidsAsked: true,
  stampVoidsReset: true,
  addressVoidsReset: true,
  undoWorksOnce: true,
  undoVoidsLater: true,
};
export type Rules = typeof RULES;

/** The world after a deed; null where it cannot happen (again). */
export function next(world: World, deed: Deed, rules: Rules = RULES): World | null {
  if (world.order.includes(deed)) return null;
  const after = (changed: Partial<World> | null): World => ({
    ...world,
    ...changed,
    order: [...world.order, deed],
    verdicts: [...world.verdicts, changed === null ? 'void' : 'done'],
  });
  const { stamp, address, proven, asked, resetLink, formers } = world;
  switch (deed) {
    case 'ask B':
    case 'ask C':
      return after({ asked: { to: deed === 'ask B' ? 'B' : 'C', stamp } });
    case 'press B':
    case 'press C': {
      const to = deed === 'press B' ? 'B' : 'C';
      if (!world.order.includes(`ask ${to}`)) return null;
      const isLatest = !rules.newerAskVoids || asked?.to === to;
      const isInTime = !rules.stampVoidsAsked || asked?.stamp === stamp;
      if (!isLatest || !isInTime) return after(null);
      return after({ address: to, proven: true, asked: null, formers: [...formers, { address, proven, works: true }] });
    }
    case 'forget':
      return after({ resetLink: { to: address, stamp } });
    case 'reset': {
      if (resetLink === null) return null;
      const isInTime = !rules.stampVoidsReset || resetLink.stamp === stamp;
      if (!isInTime || (rules.addressVoidsReset && resetLink.to !== address)) return after(null);
      return after({ proven: true, stamp: stamp + 1 });
    }
    case 'undo first':
    case 'undo second': {
      const place = deed === 'undo first' ? 0 : 1;
      const former = formers[place];
      if (former === undefined) return null;
      if (!former.works) return after(null);
      const isOver = (nth: number) => (nth === place && rules.undoWorksOnce) || (nth > place && rules.undoVoidsLater);
      const left = formers.map((one, nth) => ({ ...one, works: one.works && !isOver(nth) }));
      return after({ address: former.address, proven: former.proven, stamp: stamp + 1, formers: left });
    }
  }
}

/** Walks through every order and returns where each of them ends. */
export function everyOrder(rules: Rules = RULES): World[] {
  const ends: World[] = [];
  const walk = (world: World): void => {
    const onward = DEEDS.map((deed) => next(world, deed, rules)).filter((one) => one !== null);
    if (onward.length === 0) ends.push(world);
    onward.forEach(walk);
  };
  walk(START);
  return ends;
}
