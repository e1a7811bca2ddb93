import type { ComponentChildren } from 'preact';
import { deviceName } from '../../http/client/device-name.js';
import { phrase } from '../../views/phrase.js';
import type { PageContext } from '../../views/view.js';
import { Moment } from '../moment.js';
import { pathOf } from './event-paths.js';
import type { FoundEvent } from './found-events.js';

interface EventRowProps {
  readonly event: FoundEvent;
  readonly context: PageContext;
}

/** Shows one event: its parts in a row, or below each other on a phone. Whatever it names leads to the events of the same. */
export function EventRow({ event: found, context }: EventRowProps) {
  const { texts } = context;
  const { at, event, count, address, reason } = found;
  const hasActor = found.actor !== null || found.actorPseudonym !== null;
  const actor = (
    <Who id={found.actor} username={found.actorUsername} pseudonym={found.actorPseudonym} field="actor" context={context} />
  );
  return (
    <li class="list-group-item">
      <div class="row row-gap-1">
        <Part label={texts.adminEventTime} width="col-md-3 text-nowrap">
          <Moment at={at} toSecond context={context} />
        </Part>
        <Part label={texts.adminEventName} width="col-md-4">
          <code class="text-nowrap">{event}</code>
          {count > 1 && <span class="badge text-bg-secondary ms-2">{count}</span>}
          {reason !== null && (
            <div class="text-break" dir="auto">
              {reason}
            </div>
          )}
        </Part>
        <Part label={texts.adminEventAccount} width="col-md-3 text-break">
          <Who id={found.account} username={found.username} pseudonym={found.pseudonym} field="account" context={context} />
          {hasActor && <div class="small">{phrase(texts.adminEventDoneBy, { actor })}</div>}
        </Part>
        {address !== null && (
          <Part label={texts.adminEventAddress} width="col-md-2 text-break">
            <a dir="ltr" href={pathOf('', ['address', address])}>
              {address}
            </a>
          </Part>
        )}
      </div>
      <More event={found} context={context} />
    </li>
  );
}

interface PartProps {
  readonly label: string;
  readonly width: string;
  readonly children: ComponentChildren;
}

/** Where each part stands says what it is to those who see it; a screen reader says its name. */
function Part({ label, width, children }: PartProps) {
  return (
    <div class={`col-12 ${width}`}>
      <span class="visually-hidden">{label}: </span>
      {children}
    </div>
  );
}

interface WhoProps {
  readonly id: string | null;
  readonly username: string | null;
  readonly pseudonym: string | null;
  readonly field: 'account' | 'actor';
  readonly context: PageContext;
}

function Who({ id, username, pseudonym, field, context: { texts } }: WhoProps) {
  const key = id ?? pseudonym;
  if (key === null) return <span class="text-body-secondary">{texts.adminEventNobody}</span>;
  return <a href={pathOf('', [field, key])}>{pseudonym === null ? (username ?? key) : texts.adminEventErased}</a>;
}

/** Shows what an event says besides, when somebody opens it. */
function More({ event, context: { texts } }: EventRowProps) {
  const { id, device, session, requestId, changes, seal } = event;
  return (
    <details class="small text-break">
      <summary>{texts.adminEventMore}</summary>
      <dl class="mb-0">
        {Object.entries(changes ?? {}).map(([field, [old, now]]) => (
          <Fact key={field} label={field}>
            <code>{JSON.stringify(old)}</code> → <code>{JSON.stringify(now)}</code>
          </Fact>
        ))}
        {device !== null && (
          <Fact label={texts.adminEventDevice}>
            {deviceName(device, texts)} <span class="text-body-secondary">{device}</span>
          </Fact>
        )}
        {session !== null && <Fact label={texts.adminEventSession}>{session}</Fact>}
        {requestId !== null && <Fact label={texts.adminEventRequest}>{requestId}</Fact>}
        {seal !== null && <Fact label={texts.adminEventSeal}>{seal}</Fact>}
        <Fact label={texts.adminEventId}>{id}</Fact>
      </dl>
    </details>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt class="d-inline me-1">{label}</dt>
      <dd class="d-inline" dir="auto">
        {children}
      </dd>
    </div>
  );
}
