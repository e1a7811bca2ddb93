import type { PageUser } from './shown-user.js';
import type { TextCode } from '../texts/texts.js';

/** A link is seen by guests, by everybody who is signed in, or by those of them for whom this is true. */
export type Audience = 'guests' | 'members' | ((user: Express.User) => boolean);

/** This is a link that a module adds to a page of somebody else's. */
export interface PageLink {
  /** This is the code of its text. */
  readonly label: TextCode;
  readonly path: string;
  /** Links are sorted from the lowest number; ours are hundreds. */
  readonly order: number;
  /** The default is `members`. A link that is not shown forbids nothing: the route's guards do. */
  readonly audience?: Audience;
  /** Only people with this role see the link, of those whom `audience` means. */
  readonly role?: string;
  /** The page cannot work without mail: where none can be sent, nobody sees the link. */
  readonly needsMail?: boolean;
}

/** This is a link in the navigation of every page. */
export interface NavigationLink extends PageLink {
  /** This is shown in the place of the label, cut where there is no room. */
  readonly name?: (user: PageUser) => string;
  /** This is the path of a picture, shown in front. */
  readonly picture?: (user: PageUser) => string | null;
  /** This is true when the link takes along the address that a visitor wanted to see (`?next=`). */
  readonly keepsNext?: boolean;
}

export function byOrder(one: { readonly order: number }, other: { readonly order: number }): number {
  return one.order - other.order;
}

/** Returns a function for the links that a visitor sees. Where no link asks who somebody is, two lists are made once. */
export function linksFor<Link extends PageLink>(links: readonly Link[]): (user: Express.User | undefined) => readonly Link[] {
  const guests = links.filter(({ audience }) => audience === 'guests');
  const members = links.filter(({ audience }) => audience !== 'guests');
  const isSame = members.every(({ audience, role }) => typeof audience !== 'function' && role === undefined);
  return (user) => {
    if (user === undefined) return guests;
    return isSame ? members : members.filter((link) => isFor(link, user));
  };
}

function isFor({ audience, role }: PageLink, user: Express.User): boolean {
  return (role === undefined || user.roles.includes(role)) && (typeof audience !== 'function' || audience(user));
}
