import type { ComponentChildren } from 'preact';
import type { PageContext } from '../../views/view.js';
import { Moment } from '../moment.js';
import type { AccountDetailsData } from './account-details.js';
import { STATE_TEXTS } from './account-texts.js';

/** Shows what an account is. */
export function Facts({ data: { account, factors }, context }: { data: AccountDetailsData; context: PageContext }) {
  const { texts } = context;
  const { id, email, displayName, roles, emailVerified, createdAt, lastSeenAt, deleteAt, state } = account;
  const factor = factors.codes || factors.passkeys > 0;
  return (
    <dl class="row mb-4">
      <Fact label={texts.adminId}>
        <code>{id}</code>
      </Fact>
      <Fact label={texts.adminEmail}>
        <span dir="ltr">{email}</span>
      </Fact>
      {displayName !== '' && (
        <Fact label={texts.adminDisplayName}>
          <span dir="auto">{displayName}</span>
        </Fact>
      )}
      <Fact label={texts.adminState}>{texts[STATE_TEXTS[state]]}</Fact>
      <Fact label={texts.adminVerified}>{emailVerified ? texts.adminYes : texts.adminNo}</Fact>
      <Fact label={texts.adminSecondFactor}>{factor ? texts.adminYes : texts.adminNo}</Fact>
      <Fact label={texts.adminRole}>{roles.length === 0 ? '–' : roles.join(', ')}</Fact>
      <Fact label={texts.adminCreated}>
        <Moment at={createdAt} context={context} />
      </Fact>
      <Fact label={texts.adminLastSeen}>
        {lastSeenAt === null ? texts.adminNeverSeen : <Moment at={lastSeenAt} context={context} />}
      </Fact>
      {deleteAt !== null && (
        <Fact label={texts.adminDeleteAt}>
          <Moment at={deleteAt} context={context} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="col-12 col-sm-6 mb-2">
      <dt>{label}</dt>
      <dd class="mb-0 text-break">{children}</dd>
    </div>
  );
}
