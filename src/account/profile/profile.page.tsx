import type { TextCode } from '../../texts/texts.js';
import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

/** This is a line that a module adds. */
export interface ShownRow {
  readonly label: TextCode;
  readonly value: string;
}

/** Makes the profile page with the lines that modules add. */
export const profilePage = (rows: readonly ShownRow[]) =>
  view('Profile', ({ context: { user, texts }, context }) => (
    <Layout title="Profile" context={context}>
      <h1 class="h3 mb-3">Profile</h1>
      <dl class="facts sheet mb-0">
        <dt>Username</dt>
        <dd>{user?.username}</dd>
        <dt>Email</dt>
        <dd>{user?.email}</dd>
        <dt>Member since</dt>
        {/* No <time> around it: Orca leaves out what stands in an element inside of dd. */}
        <dd>{user?.createdAt.slice(0, 10)}</dd>
        {rows.map(({ label, value }) => (
          <>
            <dt>{texts[label]}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </Layout>
  ));
