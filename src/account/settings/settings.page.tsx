import { Layout } from '../../views/layout.js';
import type { PageLink } from '../../views/links.js';
import { view } from '../../views/view.js';

/** Makes the settings page with the links that modules add for this person. */
export const settingsPage = (links: readonly PageLink[]) =>
  view('Settings', ({ context }) => (
    <Layout title="Settings" context={context}>
      <h1 class="h3 mb-3">Settings</h1>
      <dl class="facts sheet mb-4">
        <dt>Logged in as</dt>
        <dd>{context.user?.username}</dd>
        <dt>Email</dt>
        <dd>{context.user?.email}</dd>
      </dl>
      <ul class="list-unstyled sheet mb-0 d-grid gap-2">
        {links.map(({ label, path }) => (
          <li key={path}>
            <a href={path}>{context.texts[label]}</a>
          </li>
        ))}
      </ul>
    </Layout>
  ));
