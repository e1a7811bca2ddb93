import type { ComponentChildren } from 'preact';
import { ADMIN } from '../../features/role-catalogue.js';
import { deviceName } from '../../http/client/device-name.js';
import { phrase } from '../../views/phrase.js';
import { type PageContext, view } from '../../views/view.js';
import { AdminPage } from '../admin-page.js';
import { Moment } from '../moment.js';
import type { AccountDetailsData, ShownEntry } from './account-details.js';
import { Facts } from './account-facts.js';
import { DEED_TEXTS, type DeedName } from './deed.page.js';

export interface AccountPageData extends AccountDetailsData {
  /** These are what the visitor may do to this account. */
  readonly deeds: readonly DeedName[];
}

export const AccountPage = view<AccountPageData>('Account', ({ data, context }) => {
  const { account, sessions, trustedDevices, history, deeds } = data;
  const { texts } = context;
  return (
    <AdminPage title={account.username} under="/admin/users" context={context}>
      <h1 class="h3 mb-4 text-break">{account.username}</h1>
      <Facts data={data} context={context} />
      <Part title={texts.adminDeeds}>
        <ul class="d-flex flex-wrap gap-2 list-unstyled">
          {deeds.map((deed) => (
            <li key={deed}>
              <a
                class={`btn btn-sm ${DEED_TEXTS[deed].isDangerous === true ? 'btn-outline-danger' : 'btn-outline-secondary'}`}
                href={`/admin/users/${account.id}/${deed}`}
              >
                {texts[DEED_TEXTS[deed].title]}
              </a>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={texts.adminSessions}>
        {sessions.length === 0 && <p>{texts.adminNoSessions}</p>}
        <ul class="list-group">
          {sessions.map(({ id, userAgent, ip, lastSeenAt, remembered, impersonated = false }) => (
            <Device
              key={id}
              name={impersonated ? texts.impersonatedDevice : deviceName(userAgent, texts)}
              at={lastSeenAt}
              context={context}
            >
              {remembered && <span class="badge text-bg-secondary ms-2">{texts.rememberedDevice}</span>}{' '}
              <span dir="ltr">{ip}</span>
            </Device>
          ))}
        </ul>
      </Part>
      {trustedDevices.length > 0 && (
        <Part title={texts.adminTrustedDevices}>
          <ul class="list-group">
            {trustedDevices.map(({ id, userAgent, lastSeenAt }) => (
              <Device key={id} name={deviceName(userAgent, texts)} at={lastSeenAt} context={context} />
            ))}
          </ul>
        </Part>
      )}
      <Part title={texts.historyTitle}>
        {history.length === 0 && <p>{texts.historyEmpty}</p>}
        <ul class="list-group">
          {history.map((entry) => (
            <Entry key={entry.id} entry={entry} context={context} />
          ))}
        </ul>
        {context.user?.roles.includes(ADMIN) === true && (
          <p class="mt-3">
            <a class="link-body-emphasis" href={`/admin/events?account=${account.id}`}>
              {texts.adminAllEvents}
            </a>
          </p>
        )}
      </Part>
    </AdminPage>
  );
});

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="mb-4">
      <h2 class="h5 mb-3">{title}</h2>
      {children}
    </section>
  );
}

interface DeviceProps {
  readonly name: string;
  readonly at: string;
  readonly context: PageContext;
  readonly children?: ComponentChildren;
}

function Device({ name, at, context, children }: DeviceProps) {
  return (
    <li class="list-group-item">
      <strong>{name}</strong>
      {children}
      <div class="text-body-secondary small">
        {context.texts.adminLastSeen} <Moment at={at} context={context} />
      </div>
    </li>
  );
}

function Entry({ entry, context }: { entry: ShownEntry; context: PageContext }) {
  const { event, at, count, address, reason, actor, actorUsername } = entry;
  return (
    <li class="list-group-item">
      <code>{event}</code>
      {count > 1 && <span class="badge text-bg-secondary ms-2">{count}</span>}
      {reason !== null && (
        <span class="ms-2 text-break" dir="auto">
          {reason}
        </span>
      )}
      <div class="text-body-secondary small">
        <Moment at={at} context={context} /> {address !== null && <span dir="ltr">{address}</span>}{' '}
        {actor !== null && (
          <span>
            {phrase(context.texts.adminByActor, {
              actor: <a href={`/admin/users/${actor}`}>{actorUsername ?? actor}</a>,
            })}
          </span>
        )}
      </div>
    </li>
  );
}
