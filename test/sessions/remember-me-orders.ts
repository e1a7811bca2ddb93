import { presentValidator, type Judgement, type Validators } from '../../src/sessions/remember-me/validators.js';

/** What can happen between two uses of a remembered browser. */
export const DEEDS = ['owner', 'lost', 'killed', 'steal', 'thief', 'replay', 'wait'] as const;
export type Deed = (typeof DEEDS)[number];

export const GRACE = 30_000;

/** Owner, thief and series. Cookies are numbers, as texts; null is a series that has ended. */
export interface World {
  readonly series: Validators | null;
  readonly issued: number;
  readonly now: number;
  readonly owner: string;
  /** What a killed browser comes back with: the cookie before, until the present one has been used. */
  readonly before: string | null;
  readonly thief: string | null;
  /** What was stolen, and the last cookie that had been given out then. */
  readonly stolen: { readonly cookie: string; readonly issued: number } | null;
  /** Who has presented a cookie that it was given after the theft: the other must get no further. */
  readonly ahead: 'owner' | 'thief' | null;
}

export const START: World = {
  series: { current: '0', waiting: [], spent: [] },
  issued: 0,
  now: 0,
  owner: '0',
  before: null,
  thief: null,
  stolen: null,
  ahead: null,
};

export type Verdict = Judgement['kind'] | 'ended' | null;
export type Judge = typeof presentValidator;

/** Null where the deed would change nothing: such an order is another, shorter one. */
export function next(world: World, deed: Deed, judge: Judge = presentValidator): { world: World; verdict: Verdict } | null {
  const { owner, before, thief, stolen } = world;
  if (deed === 'wait') return { world: { ...world, now: world.now + GRACE + 1_000 }, verdict: null };
  if (deed === 'killed') return before === null ? null : { world: { ...world, owner: before, before: null }, verdict: null };
  if (deed === 'steal') {
    if (stolen !== null) return null;
    return { world: { ...world, thief: owner, stolen: { cookie: owner, issued: world.issued } }, verdict: null };
  }
  if (deed === 'thief') return thief === null ? null : present(world, 'thief', thief, judge);
  // Who has no other cookie than the stolen one does nothing new by presenting it again.
  if (deed === 'replay') return stolen === null || stolen.cookie === thief ? null : present(world, 'thief', stolen.cookie, judge);
  const used = present(world, 'owner', owner, judge);
  return deed === 'lost' ? { ...used, world: { ...used.world, owner, before: null } } : used;
}

function present(world: World, who: 'owner' | 'thief', cookie: string, judge: Judge): { world: World; verdict: Verdict } {
  if (world.series === null) return { world, verdict: 'ended' };
  const issued = world.issued + 1;
  const judged = judge(world.series, cookie, { successor: String(issued), now: world.now, grace: GRACE });
  if (judged.kind === 'theft') return { world: { ...world, series: null }, verdict: 'theft' };
  if (judged.kind === 'spent') return { world, verdict: 'spent' };
  const isLater = world.stolen !== null && Number(cookie) > world.stolen.issued;
  const after = { ...world, series: judged.validators, issued, ahead: world.ahead ?? (isLater ? who : null) };
  const got = String(issued);
  // The owner's jar keeps the cookie before for a while, but not that of one it has presented since.
  const isCurrent = cookie === world.series.current;
  const kept = who === 'thief' ? { thief: got } : { owner: got, before: isCurrent ? cookie : null };
  return { world: { ...after, ...kept }, verdict: 'rotated' };
}

/** Every order up to a depth, each with what it came to, by the last deed. */
export function everyOrder(
  depth: number,
  visit: (order: readonly Deed[], before: World, after: World, verdict: Verdict) => void,
  judge: Judge = presentValidator,
): void {
  const order: Deed[] = [];
  const walk = (world: World): void => {
    if (order.length === depth) return;
    for (const deed of DEEDS) {
      if (deed === 'wait' && order.at(-1) === 'wait') continue;
      const step = next(world, deed, judge);
      if (step === null) continue;
      order.push(deed);
      visit(order, world, step.world, step.verdict);
      if (step.world.series !== null) walk(step.world);
      order.pop();
    }
  };
  walk(START);
}
