import type { Work } from './contestant.ts';

/** CPU per request, as a ratio to the hand-written Express application: at most that. */
export const GOALS: Readonly<Record<Work, number>> = {
  page: 0.5,
  json: 0.45,
  session: 0.45,
  front: 0.35,
  static: 0.25,
  probe: 0.2,
  verify: 0.4,
};
