import { ButtonForm } from '../../views/button-form.js';
import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const LogoutPage = view('Log out', ({ context: { texts, user }, context }) => (
  <Layout title={texts.logoutTitle} context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">{texts.logoutHeading}</h1>
      <ButtonForm action="/logout" label={texts.logoutButton} look="btn-primary w-100" user={user} />
    </div>
  </Layout>
));
