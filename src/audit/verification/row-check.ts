import type { EntityManager } from '@mikro-orm/core';
import { askBound } from '../../database/bound-query.js';
import { type ErasureMark, ERASED, isGenuine } from '../erasure/erasure-mark.js';
import { commitmentTo, type PersonalFields } from '../rows/leaf.js';
import type { StoredRow } from '../rows/stored-row.js';
import type { AuditKeys } from '../sealing/audit-keys.js';

const MARKS = `select subject::text as subject, reason, seal from audit_events
  where event = '${ERASED}' and subject = any (string_to_array($1, ',')::uuid[])`;

/** Tells of one row whether what it says of a person is what it committed to. */
export function commitmentHolds(row: StoredRow): boolean {
  if (row.salt === null) return isEmpty(row);
  return commitmentTo(row.salt, row) === row.commitment;
}

function isEmpty({ address, device, session, reason, requestId, changes }: PersonalFields): boolean {
  return [address, device, session, reason, requestId, changes].every((field) => field === null);
}

/** Returns those of the emptied rows that no erasure explains. */
export async function unexplained<Row extends Pick<StoredRow, 'subject'>>(
  em: EntityManager,
  keys: AuditKeys,
  emptied: readonly Row[],
): Promise<Row[]> {
  const subjects = [...new Set(emptied.flatMap(({ subject }) => subject ?? []))];
  const marks = subjects.length === 0 ? [] : await askBound<ErasureMark>(em, MARKS, [subjects.join(',')]);
  const erased = new Set(marks.filter((mark) => isGenuine(keys, mark)).map(({ subject }) => subject));
  return emptied.filter(({ subject }) => subject === null || !erased.has(subject));
}
