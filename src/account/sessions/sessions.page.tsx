import { ButtonForm } from '../../views/button-form.js';
import type { ListedDevice } from '../../sessions/listed-device.js';
import { Layout } from '../../views/layout.js';
import type { ShownUser } from '../../views/shown-user.js';
import { view } from '../../views/view.js';
import { deviceName } from './device-name.js';

export interface SessionsPageData {
  readonly sessions: readonly ListedDevice[];
}

export const SessionsPage = view<SessionsPageData>('Sessions', ({ data: { sessions }, context }) => (
  <Layout title="Sessions" section={{ title: 'Settings', path: '/settings' }} context={context}>
    <h1 class="h3 mb-4">Where you are logged in</h1>
    <ul class="list-group mb-4">
      {sessions.map((session) => (
        <Device key={session.id} session={session} user={context.user} />
      ))}
    </ul>
    {sessions.some(({ current }) => !current) && (
      <ButtonForm
        action="/settings/sessions/revoke-others"
        label="Log out all other devices"
        look="btn-sm btn-outline-danger"
        user={context.user}
      />
    )}
  </Layout>
));

function Device({ session, user }: { session: ListedDevice; user: ShownUser | null }) {
  const name = deviceName(session.userAgent);
  return (
    <li class="list-group-item d-flex flex-wrap gap-2 justify-content-between align-items-center">
      <div>
        <strong>{name}</strong>
        {session.current && <span class="badge text-bg-success ms-2">This device</span>}
        {session.remembered && <span class="badge text-bg-secondary ms-2">Remembered</span>}
        <div class="text-body-secondary small">
          {`${session.ip} · logged in `}
          <Time at={session.createdAt} />
          {' · last active '}
          <Time at={session.lastSeenAt} />
        </div>
      </div>
      <ButtonForm
        action={`/settings/sessions/${session.id}/revoke`}
        label="Log out"
        name={`Log out ${name}`}
        look="btn-sm btn-outline-secondary"
        user={user}
      />
    </li>
  );
}

function Time({ at }: { at: string }) {
  return <time dateTime={at}>{`${at.slice(0, 16).replace('T', ' ')} UTC`}</time>;
}
