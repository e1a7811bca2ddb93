import { TrustedDevicesPart } from '../../second-factor/settings/trusted-devices-part.js';
import type { ListedTrustedDevice } from '../../second-factor/trusted-devices/trusted-devices.service.js';
import { textFor } from '../../texts/texts.js';
import { ButtonForm } from '../../views/button-form.js';
import type { ListedDevice } from '../../sessions/listed-device.js';
import { Layout } from '../../views/layout.js';
import { phrase } from '../../views/phrase.js';
import { type PageContext, view } from '../../views/view.js';
import { deviceName } from '../../http/client/device-name.js';

export interface SessionsPageData {
  readonly sessions: readonly ListedDevice[];
  /** These are spared the second step of a login; they may have a session or none. */
  readonly trustedDevices: readonly ListedTrustedDevice[];
}

export const SessionsPage = view<SessionsPageData>(
  'Sessions',
  ({ data: { sessions, trustedDevices }, context: { texts }, context }) => (
    <Layout title={texts.sessionsTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
      <h1 class="h3 mb-4">{texts.sessionsHeading}</h1>
      <ul class="list-group mb-4">
        {sessions.map((session) => (
          <Device key={session.id} session={session} context={context} />
        ))}
      </ul>
      {sessions.some(({ current }) => !current) && (
        <ButtonForm
          action="/settings/sessions/revoke-others"
          label={texts.revokeOthersButton}
          look="btn-sm btn-outline-danger"
          user={context.user}
        />
      )}
      <div class="mt-4">
        <TrustedDevicesPart devices={trustedDevices} context={context} />
      </div>
    </Layout>
  ),
);

function Device({ session, context: { texts, user }, context }: { session: ListedDevice; context: PageContext }) {
  const isImpersonated = session.impersonated === true;
  const device = isImpersonated ? texts.impersonatedDevice : deviceName(session.userAgent, texts);
  return (
    <li class="list-group-item d-flex flex-wrap gap-2 justify-content-between align-items-center">
      <div>
        <strong>{device}</strong>
        {session.current && <span class="badge text-bg-success ms-2">{texts.thisDevice}</span>}
        {session.remembered && <span class="badge text-bg-secondary ms-2">{texts.rememberedDevice}</span>}
        <div class="text-body-secondary small">
          {phrase(isImpersonated ? texts.impersonatedDeviceFacts : texts.deviceFacts, {
            ip: session.ip,
            since: <Time at={session.createdAt} context={context} />,
            lastSeen: <Time at={session.lastSeenAt} context={context} />,
          })}
        </div>
      </div>
      <ButtonForm
        action={`/settings/sessions/${session.id}/revoke`}
        label={texts.revokeButton}
        name={textFor(texts, 'revokeName', { device })}
        look="btn-sm btn-outline-secondary"
        user={user}
      />
    </li>
  );
}

function Time({ at, context: { texts, site } }: { at: string; context: PageContext }) {
  const text = textFor(texts, 'deviceTime', { date: at.slice(0, 10), time: at.slice(11, 16) });
  return (
    // Between Arabic letters digits and dashes would change their places.
    <time dateTime={at} {...(site.direction === 'rtl' && { dir: 'ltr' })}>
      {text}
    </time>
  );
}
