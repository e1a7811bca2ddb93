import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const DashboardPage = view('Dashboard', ({ context }) => (
  <Layout title="Dashboard" context={context}>
    <h1 class="h3 mb-3">Dashboard</h1>
    <div class="sheet">
      <p class="mb-0">{`You are logged in as ${context.user?.username ?? ''}.`}</p>
    </div>
  </Layout>
));
