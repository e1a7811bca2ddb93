import type { ListedDevice } from '../../sessions/listed-device.js';
import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';
import { deviceName } from './device-name.js';

export interface SessionsPageData {
  readonly sessions: readonly ListedDevice[];
}

export const SessionsPage = view<SessionsPageData>('Sessions', ({ data: { sessions }, context }) => (
  <Layout title="Sessions" context={context}>
    <h1 class="h3 mb-4">Where you are logged in</h1>
    <ul class="list-group mb-4">
      {sessions.map((session) => (
        <Device key={session.id} session={session} />
      ))}
    </ul>
    <form method="post" action="/settings/sessions/revoke-others">
      <button class="btn btn-danger" type="submit">
        Log out everywhere else
      </button>
    </form>
  </Layout>
));

function Device({ session }: { session: ListedDevice }) {
  const name = deviceName(session.userAgent);
  return (
    <li class="list-group-item d-flex flex-wrap gap-2 justify-content-between align-items-center">
      <div>
        <strong>{name}</strong>
        {session.current && <span class="badge text-bg-success ms-2">This device</span>}
        {session.remembered && <span class="badge text-bg-secondary ms-2">Remembered</span>}
        <div class="text-body-secondary small">
          {`${session.ip} · since `}
          <Time at={session.createdAt} />
          {' · last seen '}
          <Time at={session.lastSeenAt} />
        </div>
      </div>
      <form method="post" action={`/settings/sessions/${session.id}/revoke`}>
        <button class="btn btn-sm btn-outline-secondary" type="submit" aria-label={`Log out ${name}`}>
          Log out
        </button>
      </form>
    </li>
  );
}

function Time({ at }: { at: string }) {
  return <time dateTime={at}>{`${at.slice(0, 16).replace('T', ' ')} UTC`}</time>;
}
