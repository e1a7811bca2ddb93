import type { AuditEntry } from '../query/audit-log.js';

/** This is what people see of an event of their account. */
export interface OwnFacts extends Pick<AuditEntry, 'event' | 'count' | 'address' | 'device' | 'session'> {
  /** This is there where an administrator did it. */
  readonly byAdministrator?: true;
}

/**
 * Returns of an event what is the person's own. Reasons and request ids are for operators, and where an administrator did
 * it, address and device are theirs: the person sees that it was one.
 */
export function ownFacts(entry: Pick<AuditEntry, (keyof OwnFacts & keyof AuditEntry) | 'byAnother'>): OwnFacts {
  const { event, count, address, device, session, byAnother } = entry;
  if (byAnother) return { event, count, address: null, device: null, session: null, byAdministrator: true };
  return { event, count, address, device, session };
}
