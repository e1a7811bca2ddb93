import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const LogoutPage = view('Log out', ({ context }) => (
  <Layout title="Log out" context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">Log out?</h1>
      <form method="post" action="/logout">
        {/* lynx sends a form without a field as GET. */}
        <input type="hidden" name="next" value="/login" />
        <button class="btn btn-primary w-100" type="submit">
          Log out
        </button>
      </form>
    </div>
  </Layout>
));
