import { Layout } from '../../views/layout.js';
import { PersonName } from '../../views/person-name.js';
import { phrase } from '../../views/phrase.js';
import { type PageContext, view } from '../../views/view.js';
import { NextSteps } from './next-steps.js';

export interface HomePageData {
  /** This is true where developers have not made the site theirs yet. */
  readonly isNew: boolean;
}

export const HomePage = view<HomePageData>(
  'Welcome',
  ({ data: { isNew }, context: { texts, user }, context }) => (
    <Layout title={texts.homeTitle} context={context}>
      {user === null ? <Guest context={context} isNew={isNew} /> : <Member context={context} />}
    </Layout>
  ),
  { isSameForGuests: true },
);

function Member({ context: { texts }, context }: { context: PageContext }) {
  return (
    <div class="narrow sheet text-center">
      <h1 class="h3 mb-4">{phrase(texts.homeGreeting, { username: <PersonName context={context} /> })}</h1>
      <a class="btn btn-primary d-block" href="/dashboard">
        {texts.toDashboard}
      </a>
    </div>
  );
}

function Guest({ context: { texts, registerPath }, isNew }: { context: PageContext; isNew: boolean }) {
  return (
    <>
      <div class="narrow sheet text-center">
        <h1 class="h3 mb-3">{texts.homeTitle}</h1>
        <p class="mb-4">{texts.homeInvitation}</p>
        <p class="d-grid gap-2 mb-0">
          <a class="btn btn-primary" href="/login">
            {texts.homeLogin}
          </a>
          {registerPath !== undefined && (
            <a class="btn btn-outline-primary" href={registerPath}>
              {texts.homeRegister}
            </a>
          )}
        </p>
      </div>
      {isNew && <NextSteps />}
    </>
  );
}
