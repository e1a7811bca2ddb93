import { ButtonForm } from './button-form.js';
import { pathWithNext } from './path-with-next.js';
import { cacheFragment } from '../cache/fragment-cache.js';
import type { ShownUser } from './view.js';

interface NavigationProps {
  readonly user: ShownUser | null;
  readonly next: string | null;
  readonly icon: string;
  /** The title of the page that this stands on. */
  readonly current: string;
  /** The title of the page that it lies under. */
  readonly section?: string | undefined;
}

/** Log in and Register for guests, the name and a log-out button for who is signed in. */
export function Navigation(props: NavigationProps) {
  const isEverybodys = props.user === null && props.next === null;
  return isEverybodys ? cacheFragment(`navigation ${props.current} ${props.icon}`, () => Header(props)) : Header(props);
}

function Header({ user, next, icon, current, section }: NavigationProps) {
  return (
    <header class="site-header">
      <nav class="container d-flex flex-wrap align-items-center column-gap-4 py-2" aria-label="Main">
        <a class="d-flex align-items-center gap-2 py-1 fs-5 fw-semibold link-body-emphasis" href="/">
          <img src={icon} width="28" height="28" alt="" />
          Gatehouse
        </a>
        <ul class="d-flex flex-grow-1 justify-content-end align-items-center column-gap-3 mw-100 list-unstyled mb-0">
          {user === null ? (
            <GuestLinks next={next} current={current} />
          ) : (
            <MemberLinks user={user} current={current} section={section} />
          )}
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

function MemberLinks({ user, current, section }: { user: ShownUser; current: string; section: string | undefined }) {
  return (
    <>
      <Item href="/dashboard" title="Dashboard" current={current} />
      <Item href="/settings" title="Settings" current={current} section={section} />
      <Item href="/profile" title="Profile" name={user.username} current={current} />
      <li class="ms-auto ms-sm-0">
        <ButtonForm action="/logout" label="Log out" look="btn-sm btn-outline-secondary text-nowrap" user={user} />
      </li>
    </>
  );
}

interface ItemProps {
  readonly href: string;
  readonly title: string;
  readonly current: string;
  readonly section?: string | undefined;
  /** Shown in the place of the title, and cut where there is no room; the tooltip has all of it. */
  readonly name?: string;
}

function Item({ href, title, current, section, name }: ItemProps) {
  const here = title === current ? 'page' : title === section ? 'true' : undefined;
  return (
    <li class={name && 'name'}>
      <a class="d-block py-2 text-truncate link-body-emphasis" href={href} title={name} aria-current={here}>
        {name ?? title}
      </a>
    </li>
  );
}
