import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const DashboardPage = view('Dashboard', ({ context }) => (
  <Layout title="Dashboard" context={context}>
    <h1 class="h3 mb-3">Dashboard</h1>
    <div class="sheet">
      <p class="fs-5">{`You are signed in as ${context.user?.username ?? ''}.`}</p>
      <p class="mb-0">This page is yours. Pages that you add stand behind the same door.</p>
    </div>
  </Layout>
));
