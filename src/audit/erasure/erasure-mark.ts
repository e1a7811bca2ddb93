import type { AuditKeys } from '../sealing/audit-keys.js';
import { textOfErasure } from '../sealing/seal.js';

/** The row of this name is no event of the log: it says that the rows of its pseudonym were emptied by an erasure. */
export const ERASED = 'audit-erased';

/** This is what the mark of an erasure says. */
export interface ErasureMark {
  readonly subject: string | null;
  /** This is the id of the key and the signature, with a dot between them. */
  readonly reason: string | null;
  readonly seal: number | null;
}

/**
 * Tells whether an erasure was signed by us. That of a key that is not known any more counts where it is sealed: then the
 * chain holds it.
 */
export function isGenuine(keys: AuditKeys, { subject, reason, seal }: ErasureMark): boolean {
  const [keyId = '', mac = ''] = reason?.split('.') ?? [];
  const checked = keys.check(textOfErasure(subject ?? ''), { keyId, mac });
  return checked === 'right' || (checked === 'unknown' && seal !== null);
}
