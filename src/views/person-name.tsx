import type { PageContext } from './page-context.js';
import { nameOf } from './shown-user.js';

/** Names of these characters alone run from left to right and draw nothing of what stands beside them along. */
const RUNS_WITH_LATIN = /^[\p{Script=Latin}\p{Nd}\p{M}\p{P}\p{S}\p{Zs}]*$/u;

/** Tells whether a name might turn the text around it, or be turned by it. */
export function mayTurn(name: string, { site }: Pick<PageContext, 'site'>): boolean {
  return site.direction === 'rtl' || !RUNS_WITH_LATIN.test(name);
}

/** Shows what the person who is signed in is called, so that it runs its own way and the sentence around it its own. */
export function PersonName({ context }: { context: PageContext }) {
  const name = context.user === null ? '' : nameOf(context.user);
  return mayTurn(name, context) ? <bdi>{name}</bdi> : <>{name}</>;
}
