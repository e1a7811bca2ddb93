/** At most so many successors wait for their first use when answers get lost again and again; the oldest is dropped. */
export const MOST_WAITING = 5;

/**
 * At most so many spent validators are kept within the grace, so that the row of a series stays small, whoever
 * presents what.
 */
const MOST_SPENT = 60;

/** This is the hash of a validator that was replaced, and when; milliseconds since 1970. */
export interface SpentValidator {
  readonly hash: string;
  readonly at: number;
}

/** These are the validators of one series, by their hashes. */
export interface Validators {
  /** This is the one that was presented last. */
  readonly current: string;
  /** These were issued for the current one and not presented yet, the oldest first. */
  readonly waiting: readonly string[];
  readonly spent: readonly SpentValidator[];
}

/**
 * This is the verdict on a presented validator, with the validators afterwards. `spent` means that it is valid for
 * this once, without a successor.
 */
export type Judgement =
  { readonly kind: 'rotated'; readonly validators: Validators } | { readonly kind: 'spent' } | { readonly kind: 'theft' };

/**
 * Judges a presented validator of a series. The old one stays valid until a successor has been presented, because an
 * answer may get lost (a tunnel, a killed browser). From then on only the holder of that successor goes on: of an
 * owner and a thief with a copy, the second to come is detected. Every validator that reaches this was signed by us,
 * so an unknown one is a copy too. `now` and `grace` are in milliseconds.
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
