import type { TextCode } from '../../texts/texts.js';
import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

/** This is a line that a module adds. */
export interface ShownRow {
  readonly label: TextCode;
  readonly value: string;
}

export interface ProfilePageData {
  /** These are the lines that modules add. */
  readonly rows: readonly ShownRow[];
}

export const ProfilePage = view<ProfilePageData>('Profile', ({ data: { rows }, context: { user, texts }, context }) => (
  <Layout title={texts.profileTitle} context={context}>
    <h1 class="h3 mb-3">{texts.profileTitle}</h1>
    {user !== null && user.picture !== null && <img class="picture mb-3" src={user.picture} width={96} height={96} alt="" />}
    <dl class="facts sheet mb-0">
      {user !== null && user.displayName !== '' && (
        <>
          <dt>{texts.displayNameLabel}</dt>
          <dd dir="auto">{user.displayName}</dd>
        </>
      )}
      <dt>{texts.usernameLabel}</dt>
      <dd>{user?.username}</dd>
      <dt>{texts.emailLabel}</dt>
      <dd>{user?.email}</dd>
      <dt>{texts.memberSince}</dt>
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
