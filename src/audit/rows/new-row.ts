import { randomBytes, randomUUID } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { FieldChanges } from '../../log/security-events.js';
import { newEventId } from './event-id.js';
import { commitmentTo, NOTHING_PERSONAL, type PersonalFields } from './leaf.js';

/** This is what happened, as it was told. */
export interface Happening {
  readonly event: string;
  readonly accountId: string | undefined;
  readonly actorId: string | undefined;
  readonly address: string | undefined;
  readonly device: string | undefined;
  readonly session: string | undefined;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly changes: FieldChanges | undefined;
}

/** This is a row as it travels to PostgreSQL, which puts the pseudonyms in the place of the accounts. */
export interface NewRow extends PersonalFields {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly account: string | null;
  readonly actor: string | null;
  readonly count: number;
  readonly salt: string;
  readonly commitment: string;
  /** Where the account is gone nothing personal is stored, and the row has this commitment. */
  readonly bareSalt: string;
  readonly bareCommitment: string;
  /** This is the pseudonym where the account has just been erased. */
  readonly erasedSubject: string | null;
  /** This is a pseudonym for an account that has none yet. */
  readonly newSubject: string;
}

/**
 * Makes a row of what happened at this time, `count` times. Texts are cut to what their columns take. A row without an
 * account has no device and no session: nobody could find it to erase it when its person goes.
 */
export function newRow(happening: Happening, at: number, count: number, erasedSubject: string | undefined): NewRow {
  const { event, accountId = null, actorId = null } = happening;
  const personal = personalFields(accountId === null ? { ...happening, device: undefined, session: undefined } : happening);
  const [salt, bareSalt] = [newSalt(), newSalt()];
  return {
    id: newEventId(at),
    at: new Date(at).toISOString(),
    event,
    account: accountId,
    actor: actorId,
    count,
    ...personal,
    salt,
    commitment: commitmentTo(salt, personal),
    bareSalt,
    bareCommitment: commitmentTo(bareSalt, NOTHING_PERSONAL),
    erasedSubject: erasedSubject ?? null,
    newSubject: randomUUID(),
  };
}

/** Returns a salt of 128 random bits. */
export function newSalt(): string {
  return randomBytes(16).toString('base64url');
}

function personalFields({ address, device, session, reason, requestId, changes }: Happening): PersonalFields {
  return {
    address: address !== undefined && ipaddr.isValid(address) ? address : null,
    device: cut(device, 300),
    session: cut(session, 16),
    reason: cut(reason, 500),
    requestId: cut(requestId, 128),
    changes: changes === undefined ? null : clean(JSON.stringify(changes)),
  };
}

function cut(text: string | undefined, length: number): string | null {
  return text === undefined || text === '' ? null : clean(text.slice(0, length));
}

/** PostgreSQL refuses NUL and half characters, and with them every row that travels beside them. */
function clean(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
