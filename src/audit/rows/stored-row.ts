import type { PersonalFields, SealedFields } from './leaf.js';

/** This is a row as it is stored. Only a row that was emptied has no salt. */
export interface StoredRow extends SealedFields, PersonalFields {
  readonly salt: string | null;
  readonly seal: number | null;
  readonly position: number | null;
}

/** Selects a {@link StoredRow} of `audit_events e`. The time is a number of milliseconds whatever the driver makes of times. */
export const STORED_ROW = `e.id::text as id, round(extract(epoch from e.at) * 1000)::float8 as at, e.event, e.subject::text as subject,
  e.actor::text as actor, e.count, host(e.address) as address, e.device, e.session, e.reason, e.request_id as "requestId",
  e.changes, e.salt, e.commitment, e.seal, e.position`;
