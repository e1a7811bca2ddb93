/** Successors that may wait for their first use, when answers get lost again and again; the oldest goes. */
export const MOST_WAITING = 5;

/** Spent validators that are kept within the grace: the row of a series stays small, whoever presents what. */
const MOST_SPENT = 60;

/** A validator that another one has taken the place of, by its hash, and when; milliseconds since 1970. */
export interface SpentValidator {
  readonly hash: string;
  readonly at: number;
}

/** The validators of one series, by their hashes. */
export interface Validators {
  /** The one that was presented last. */
  readonly current: string;
  /** Given out for the current one and not presented yet, the oldest first. */
  readonly waiting: readonly string[];
  readonly spent: readonly SpentValidator[];
}

/** How a presented validator is judged, and the validators afterwards. `spent`: good for this once, without a successor. */
export type Judgement =
  { readonly kind: 'rotated'; readonly validators: Validators } | { readonly kind: 'spent' } | { readonly kind: 'theft' };

/**
 * Judges the presented one of a series' validators. The old one stays good until a successor has been presented,
 * because an answer may get lost (a tunnel, a killed browser). From then on only who holds that successor goes on:
 * of an owner and a thief with a copy, the second to come is found out. Every validator that reaches this was
 * signed by us, so one that is not known any more is a copy too. `now` and `grace` are in milliseconds.
 */
export function presentValidator(
  { current, waiting, spent }: Validators,
  presented: string,
  { successor, now, grace }: { readonly successor: string; readonly now: number; readonly grace: number },
): Judgement {
  if (presented === current) {
    return { kind: 'rotated', validators: { current, waiting: [...waiting, successor].slice(-MOST_WAITING), spent } };
  }
  const isRecent = ({ at }: SpentValidator): boolean => now - at <= grace;
  if (waiting.includes(presented)) {
    const overtaken = [current, ...waiting.filter((hash) => hash !== presented)].map((hash) => ({ hash, at: now }));
    const kept = [...spent.filter(isRecent), ...overtaken].slice(-MOST_SPENT);
    return { kind: 'rotated', validators: { current: presented, waiting: [successor], spent: kept } };
  }
  return { kind: spent.some((one) => one.hash === presented && isRecent(one)) ? 'spent' : 'theft' };
}
