import type { ShownUser } from './shown-user.js';
import type { TextCode } from '../texts/texts.js';

/** Who sees a link: guests, everybody who is signed in, or those of them for whom this is true. */
export type Audience = 'guests' | 'members' | ((user: Express.User) => boolean);

/** A link that a module adds to a page of somebody else's. */
export interface PageLink {
  /** The code of its text. */
  readonly label: TextCode;
  readonly path: string;
  /** Lower stands first; ours are hundreds. */
  readonly order: number;
  /** Default: `members`. A link that is not shown forbids nothing: the route's guards do. */
  readonly audience?: Audience;
}

/** A link in the navigation of every page. */
export interface NavigationLink extends PageLink {
  /** Shown in the place of the label, cut where there is no room. */
  readonly name?: (user: ShownUser) => string;
  /** Whether it takes the address that a visitor wanted to see along (`?next=`). */
  readonly keepsNext?: boolean;
}

export function byOrder(one: { readonly order: number }, other: { readonly order: number }): number {
  return one.order - other.order;
}

/** Gives the links that a visitor sees. Where no link asks who somebody is, two lists that are made once. */
export function linksFor<Link extends PageLink>(links: readonly Link[]): (user: Express.User | undefined) => readonly Link[] {
  const guests = links.filter(({ audience }) => audience === 'guests');
  const members = links.filter(({ audience }) => audience !== 'guests');
  const isSame = members.every(({ audience }) => typeof audience !== 'function');
  return (user) => {
    if (user === undefined) return guests;
    return isSame ? members : members.filter(({ audience }) => typeof audience !== 'function' || audience(user));
  };
}
