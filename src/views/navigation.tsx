import { pathWithNext } from './path-with-next.js';
import { AccountField } from './account-field.js';
import { cacheFragment } from '../cache/fragment-cache.js';
import type { ShownUser } from './view.js';

interface NavigationProps {
  readonly user: ShownUser | null;
  readonly next: string | null;
  readonly icon: string;
  /** The title of the page that this stands on. */
  readonly current: string;
}

/** Log in and Register for guests, the name and a log-out button for who is signed in. */
export function Navigation(props: NavigationProps) {
  const isEverybodys = props.user === null && props.next === null;
  return isEverybodys ? cacheFragment(`navigation ${props.current} ${props.icon}`, () => Header(props)) : Header(props);
}

function Header({ user, next, icon, current }: NavigationProps) {
  return (
    <header class="site-header">
      <nav class="container d-flex flex-wrap align-items-center column-gap-4 py-2" aria-label="Main">
        <a class="d-flex align-items-center gap-2 py-1 fs-5 fw-semibold link-body-emphasis" href="/">
          <img src={icon} width="28" height="28" alt="" />
          Gatehouse
        </a>
        <ul class="d-flex flex-grow-1 justify-content-end align-items-center column-gap-3 mw-100 list-unstyled mb-0">
          {user === null ? <GuestLinks next={next} current={current} /> : <MemberLinks user={user} current={current} />}
        </ul>
      </nav>
    </header>
  );
}

function GuestLinks({ next, current }: { next: string | null; current: string }) {
  return (
    <>
      <Item href={pathWithNext('/login', next)} title="Log in" current={current} />
      <Item href={pathWithNext('/register', next)} title="Register" current={current} />
    </>
  );
}

function MemberLinks({ user, current }: { user: ShownUser; current: string }) {
  return (
    <>
      <Item href="/dashboard" title="Dashboard" current={current} />
      <Item href="/settings" title="Settings" current={current} />
      <Item href="/profile" title="Profile" name={user.username} current={current} />
      <li class="ms-auto ms-sm-0">
        <form method="post" action="/logout">
          <AccountField user={user} />
          <button class="btn btn-sm btn-outline-secondary text-nowrap" type="submit">
            Log out
          </button>
        </form>
      </li>
    </>
  );
}

interface ItemProps {
  readonly href: string;
  readonly title: string;
  readonly current: string;
  /** Shown in the place of the title, and cut where there is no room; the tooltip has all of it. */
  readonly name?: string;
}

function Item({ href, title, current, name }: ItemProps) {
  const here = title === current && { 'aria-current': 'page' as const };
  return (
    <li class={name && 'name'}>
      <a class="d-block py-2 text-truncate link-body-emphasis" href={href} title={name} {...here}>
        {name ?? title}
      </a>
    </li>
  );
}
