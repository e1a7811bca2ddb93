import { Layout } from '../../views/layout.js';
import type { PageLink } from '../../views/links.js';
import { view } from '../../views/view.js';

export interface SettingsPageData {
  /** These are the links that modules add for this person. */
  readonly links: readonly PageLink[];
}

export const SettingsPage = view<SettingsPageData>('Settings', ({ data: { links }, context: { user, texts }, context }) => (
  <Layout title={texts.settingsTitle} context={context}>
    <h1 class="h3 mb-3">{texts.settingsTitle}</h1>
    <dl class="facts sheet mb-4">
      <dt>{texts.loggedInAs}</dt>
      <dd>{user?.username}</dd>
      <dt>{texts.emailLabel}</dt>
      <dd>{user?.email}</dd>
    </dl>
    <ul class="list-unstyled sheet mb-0 d-grid gap-2">
      {links.map(({ label, path }) => (
        <li key={path}>
          <a href={path}>{texts[label]}</a>
        </li>
      ))}
    </ul>
  </Layout>
));
