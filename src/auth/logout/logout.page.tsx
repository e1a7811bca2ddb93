import { ButtonForm } from '../../views/button-form.js';
import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const LogoutPage = view('Log out', ({ context }) => (
  <Layout title="Log out" context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">Log out?</h1>
      <ButtonForm action="/logout" label="Log out" look="btn-primary w-100" user={context.user} />
    </div>
  </Layout>
));
