import type { Work } from './contestant.ts';

/**
 * CPU per request, as a ratio to a signed-in page of the hand-written Express application: at most that. It is the ratio in
 * which `node:http` that answers a constant stands at 0.09; of the same work of that application a probe has no fifth left.
 */
export const GOALS: Readonly<Record<Work, number>> = {
  page: 0.5,
  json: 0.45,
  session: 0.45,
  front: 0.35,
  static: 0.25,
  probe: 0.2,
  verify: 0.4,
};
