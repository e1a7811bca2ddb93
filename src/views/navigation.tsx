import { ButtonForm } from './button-form.js';
import { pathWithNext } from './path-with-next.js';
import { cacheFragment } from '../cache/fragment-cache.js';
import type { NavigationLink } from './links.js';
import { mayTurn } from './person-name.js';
import type { Texts } from '../texts/texts.js';
import type { ShownUser } from './shown-user.js';
import type { PageContext } from './view.js';

interface NavigationProps {
  readonly context: PageContext;
  readonly next: string | null;
  /** This is the path of the page that this one lies under. */
  readonly section?: string | undefined;
}

/** Shows the links that modules bring for this visitor, and a log-out button for whoever is signed in. */
export function Navigation({ context, next, section }: NavigationProps) {
  const current = currentOf(context);
  if (context.user !== null || next !== null) return Header({ context, next, section, current });
  // All guests see the same links.
  return cacheFragment(context.site, `navigation ${current?.path ?? ''}`, () => Header({ context, next, current }));
}

/** Finds the link to this very page, however its address is spelled (Express takes capitals and a slash at the end). */
function currentOf({ navigation, path }: PageContext): NavigationLink | undefined {
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return navigation.find((link) => link.path.length === plain.length && link.path === plain.toLowerCase());
}

function Header({ context, next, section, current }: NavigationProps & { current: NavigationLink | undefined }) {
  const { user, navigation, texts, site, logo } = context;
  return (
    <header class="site-header">
      <nav class="container d-flex flex-wrap align-items-center column-gap-4 py-2" aria-label={texts.mainNavigation}>
        <a class="d-flex align-items-center gap-2 py-1 fs-5 fw-semibold link-body-emphasis" href="/">
          <img src={logo} width={site.logoSize.width} height={site.logoSize.height} alt="" />
          {site.name}
        </a>
        <ul
          class={`d-flex flex-wrap flex-grow-1 justify-content-${user === null ? '' : 'sm-'}end align-items-center column-gap-3 mw-100 list-unstyled mb-0`}
        >
          {navigation.map((link) => (
            <Item key={link.path} link={link} context={context} next={next} here={whereIs(link, current, section)} />
          ))}
          {user !== null && <LogOut user={user} texts={texts} />}
        </ul>
      </nav>
    </header>
  );
}

/** Says where a link leads: to this page itself, or to a page above it. */
function whereIs(link: NavigationLink, current: NavigationLink | undefined, section: string | undefined): Here {
  if (link === current) return 'page';
  return link.path === section || section?.startsWith(`${link.path}/`) === true ? 'true' : undefined;
}

function LogOut({ user, texts }: { user: ShownUser; texts: Texts }) {
  return (
    <li class="ms-auto ms-sm-0">
      <ButtonForm action="/logout" label={texts.logoutButton} look="btn-sm btn-outline-secondary text-nowrap" user={user} />
    </li>
  );
}

type Here = 'page' | 'true' | undefined;

interface ItemProps {
  readonly link: NavigationLink;
  readonly context: PageContext;
  readonly next: string | null;
  readonly here: Here;
}

/** Shows one link. A name is cut where there is no room; the tooltip has all of it. */
function Item({ link, context: { texts, user, site }, next, here }: ItemProps) {
  const picture = user === null ? null : (link.picture?.(user) ?? null);
  const name = user === null ? undefined : link.name?.(user);
  return (
    <li class={name && 'name'}>
      <a
        class="d-block py-2 text-truncate link-body-emphasis"
        href={link.keepsNext === true ? pathWithNext(link.path, next) : link.path}
        title={name}
        // A name is cut at its end, whichever way it runs.
        {...(name !== undefined && mayTurn(name, { site }) && { dir: 'auto' })}
        aria-current={here}
      >
        {picture !== null && <img class="picture me-2" src={picture} width={24} height={24} alt="" />}
        {name ?? texts[link.label]}
      </a>
    </li>
  );
}
