import { Layout } from '../../views/layout.js';
import { cacheFragment } from '../../cache/fragment-cache.js';
import { view } from '../../views/view.js';

export const HomePage = view('Welcome', ({ context }) => (
  <Layout title="Welcome" context={context}>
    {context.user === null ? cacheFragment('welcome of guests', Guest) : <Member name={context.user.username} />}
  </Layout>
));

function Member({ name }: { name: string }) {
  return (
    <div class="narrow sheet text-center">
      <h1 class="h3 mb-4">{`Hi, ${name}!`}</h1>
      <a class="btn btn-primary d-block" href="/dashboard">
        Go to your dashboard
      </a>
    </div>
  );
}

function Guest() {
  return (
    <div class="narrow sheet text-center">
      <h1 class="h3 mb-3">Welcome</h1>
      <p class="mb-4">Log in to see your pages.</p>
      <p class="d-grid gap-2 mb-0">
        <a class="btn btn-primary" href="/login">
          Log in
        </a>
        <a class="btn btn-outline-primary" href="/register">
          Register
        </a>
      </p>
    </div>
  );
}
