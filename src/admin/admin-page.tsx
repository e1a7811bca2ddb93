import type { ComponentChildren } from 'preact';
import { ADMIN } from '../features/role-catalogue.js';
import type { TextCode } from '../texts/texts.js';
import { Layout } from '../views/layout.js';
import type { LayoutProps, PageContext } from '../views/view.js';

interface AdminLink {
  readonly label: TextCode;
  readonly path: string;
  /** Without it everybody who comes to a page of the administration may follow it. */
  readonly role?: string;
}

/** These are the pages of the administration, in the order in which every one of them shows them. */
const ADMIN_LINKS = [
  { label: 'adminOverviewLink', path: '/admin', role: ADMIN },
  { label: 'adminUsersLink', path: '/admin/users' },
  { label: 'adminEventsLink', path: '/admin/events', role: ADMIN },
  { label: 'adminRevocationsLink', path: '/admin/revocations', role: ADMIN },
] as const satisfies readonly AdminLink[];

type AdminPath = (typeof ADMIN_LINKS)[number]['path'];

interface AdminPageProps {
  readonly title: string;
  /** This is the path of the page among those of the administration that this one is, or lies under. */
  readonly under: AdminPath;
  readonly context: PageContext;
  readonly children: ComponentChildren;
}

/** Shows a page of the administration, with the links to the others. */
export function AdminPage({ title, under, context, children }: AdminPageProps) {
  const { texts, user } = context;
  const links = ADMIN_LINKS.filter((link) => !('role' in link) || user?.roles.includes(link.role) === true);
  return (
    <Layout title={title} {...sectionOf(under, context)} context={context}>
      <nav class="pages mb-4" aria-label={texts.adminNavigation}>
        <ul class="d-flex flex-wrap column-gap-3 list-unstyled mb-0 border-bottom">
          {links.map((link) => (
            <li key={link.path}>
              <a class="d-block py-2 link-body-emphasis" href={link.path} aria-current={currentOf(link, under, context)}>
                {texts[link.label]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </Layout>
  );
}

/** Says whether a link leads to this very page, or to the one above it. */
function currentOf({ path }: AdminLink, under: AdminPath, context: PageContext): 'page' | 'true' | undefined {
  if (path !== under) return undefined;
  return isAt(under, context) ? 'page' : 'true';
}

/** The overview lies under nothing, the other pages of the list under it, and what lies deeper under its own. */
function sectionOf(under: AdminPath, context: PageContext): Pick<LayoutProps, 'section'> {
  const { texts } = context;
  const own = ADMIN_LINKS.find(({ path }) => path === under);
  if (own !== undefined && !isAt(under, context)) return { section: { title: texts[own.label], path: own.path } };
  return under === '/admin' ? {} : { section: { title: texts.adminTitle, path: '/admin' } };
}

/** Express takes capitals and a slash at the end. */
function isAt(page: AdminPath, { path }: PageContext): boolean {
  return path.toLowerCase().replace(/\/$/, '') === page;
}
