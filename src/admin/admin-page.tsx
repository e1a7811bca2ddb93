import type { ComponentChildren } from 'preact';
import type { TextCode } from '../texts/texts.js';
import { Layout } from '../views/layout.js';
import type { PageContext } from '../views/view.js';

interface AdminLink {
  readonly label: TextCode;
  readonly path: string;
}

/** These are the pages of the administration, in the order in which every one of them shows them. */
const ADMIN_LINKS: readonly AdminLink[] = [
  { label: 'adminOverviewLink', path: '/admin' },
  { label: 'adminUsersLink', path: '/admin/users' },
  { label: 'adminRevocationsLink', path: '/admin/revocations' },
];

interface AdminPageProps {
  readonly title: string;
  /** This is the path of the page among those of the administration that this one is, or lies under. */
  readonly under: string;
  readonly context: PageContext;
  readonly children: ComponentChildren;
}

/** Shows a page of the administration, with the links to the others. */
export function AdminPage({ title, under, context, children }: AdminPageProps) {
  const { texts, path } = context;
  return (
    <Layout title={title} section={{ title: texts.adminTitle, path: '/admin' }} context={context}>
      <nav class="mb-4" aria-label={texts.adminNavigation}>
        <ul class="d-flex flex-wrap column-gap-3 list-unstyled mb-0 border-bottom">
          {ADMIN_LINKS.map((link) => (
            <li key={link.path}>
              <a class="d-block py-2 link-body-emphasis" href={link.path} aria-current={currentOf(link, under, path)}>
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
function currentOf(link: AdminLink, under: string, path: string): 'page' | 'true' | undefined {
  if (link.path !== under) return undefined;
  return path.toLowerCase().replace(/\/$/, '') === link.path ? 'page' : 'true';
}
