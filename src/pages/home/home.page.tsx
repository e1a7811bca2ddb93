import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const HomePage = view('Welcome', ({ context }) => (
  <Layout title="Welcome" context={context}>
    <div class="narrow sheet text-center">
      {context.user === null ? <Guest /> : <h1 class="h3 mb-4">{`Hi, ${context.user.username}!`}</h1>}
      {context.user !== null && (
        <a class="btn btn-primary d-block" href="/dashboard">
          Go to your dashboard
        </a>
      )}
    </div>
  </Layout>
));

function Guest() {
  return (
    <>
      <h1 class="h3 mb-3">Welcome</h1>
      <p class="mb-4">Your pages are behind this door.</p>
      <p class="d-grid gap-2 mb-0">
        <a class="btn btn-primary" href="/login">
          Log in
        </a>
        <a class="btn btn-outline-primary" href="/register">
          Register
        </a>
      </p>
    </>
  );
}
