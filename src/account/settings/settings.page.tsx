import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const SettingsPage = view('Settings', ({ context }) => (
  <Layout title="Settings" context={context}>
    <h1 class="h3 mb-3">Settings</h1>
    <dl class="facts sheet mb-4">
      <dt>Logged in as</dt>
      <dd>{context.user?.username}</dd>
      <dt>Email</dt>
      <dd>{context.user?.email}</dd>
    </dl>
    <ul class="list-unstyled sheet mb-0 d-grid gap-2">
      <li>
        <a href="/settings/password">Change your password</a>
      </li>
      <li>
        <a href="/settings/sessions">Where you are logged in</a>
      </li>
    </ul>
  </Layout>
));
