import { Layout } from '../../views/layout.js';
import { PersonName } from '../../views/person-name.js';
import { phrase } from '../../views/phrase.js';
import { view } from '../../views/view.js';

export const DashboardPage = view('Dashboard', ({ context: { texts }, context }) => (
  <Layout title={texts.dashboardTitle} context={context}>
    <h1 class="h3 mb-3">{texts.dashboardTitle}</h1>
    <div class="sheet">
      <p class="mb-0">{phrase(texts.dashboardGreeting, { username: <PersonName context={context} /> })}</p>
    </div>
  </Layout>
));
