import type { ComponentChildren } from 'preact';
import { textFor } from '../../texts/texts.js';
import type { PageContext } from '../../views/view.js';
import { Moment } from '../moment.js';
import { ListLink } from '../../views/list-link.js';
import type { RevocationList, ShownRevocation } from './shown-revocations.js';

interface RevocationsProps {
  readonly list: RevocationList;
  readonly isFirst: boolean;
  readonly context: PageContext;
}

/** Shows the mass revocations that are kept, the newest first. */
export function Revocations({ list: { revocations, next }, isFirst, context }: RevocationsProps) {
  const { texts } = context;
  return (
    <section>
      <h2 class="h5 mb-3">{texts.adminRevocationsKept}</h2>
      {revocations.length === 0 && <p>{texts.adminRevocationsNone}</p>}
      <ul class="list-group mb-4">
        {revocations.map((revocation) => (
          <Revocation key={revocation.id} revocation={revocation} context={context} />
        ))}
      </ul>
      <p class="d-flex flex-wrap gap-3">
        {!isFirst && <ListLink to="/admin/revocations" label={texts.adminFirstPage} />}
        {next !== null && <ListLink to={`/admin/revocations?after=${next}`} label={texts.adminNextPage} rel="next" />}
      </p>
    </section>
  );
}

function Revocation({ revocation, context }: { revocation: ShownRevocation; context: PageContext }) {
  const { texts } = context;
  const { before, role, method, address, users, reason, createdAt, expiresAt, inForce, counted } = revocation;
  return (
    <li class="list-group-item">
      <span class="fw-semibold text-break" dir="auto">
        {reason ?? texts.adminRevocationNoReason}
      </span>
      <span class={`badge ms-2 ${inForce ? 'text-bg-danger' : 'text-bg-secondary'}`}>
        {inForce ? texts.adminRevocationInForce : texts.adminRevocationOver}
      </span>
      <dl class="row small mb-0 mt-2">
        <Fact label={texts.adminRevocationBefore}>
          <Moment at={before} context={context} />
        </Fact>
        {role !== null && <Fact label={texts.adminRole}>{role}</Fact>}
        {method !== null && <Fact label={texts.adminRevocationMethod}>{method}</Fact>}
        {address !== null && (
          <Fact label={texts.adminRevocationAddress}>
            <span dir="ltr">{address}</span>
          </Fact>
        )}
        {users !== null && <Fact label={texts.adminUsersTitle}>{users}</Fact>}
        <Fact label={texts.adminRevocationBy}>
          <Maker revocation={revocation} context={context} />
        </Fact>
        <Fact label={texts.adminRevocationAt}>
          <Moment at={createdAt} context={context} />
        </Fact>
        <Fact label={texts.adminRevocationUntil}>
          <Moment at={expiresAt} context={context} />
        </Fact>
        <Fact label={texts.adminRevocationBeforehand}>
          {counted === null ? texts.adminRevocationNotCounted : textFor(texts, 'adminRevocationBeforehandCounts', { ...counted })}
        </Fact>
      </dl>
    </li>
  );
}

function Maker({ revocation, context: { texts } }: { revocation: ShownRevocation; context: PageContext }) {
  const { createdBy, createdByUsername } = revocation;
  if (createdBy === 'operator') return <>{texts.adminRevocationByOperator}</>;
  if (createdByUsername === null) return <>{texts.adminRevocationByNobody}</>;
  return <a href={`/admin/users/${createdBy}`}>{createdByUsername}</a>;
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="col-12 col-sm-6 col-lg-4 mb-1">
      <dt>{label}</dt>
      <dd class="mb-0 text-break">{children}</dd>
    </div>
  );
}
