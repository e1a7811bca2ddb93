import { defineEntity, p } from '@mikro-orm/core';

/** A row is a seal over a batch of rows, chained to the one before. It stays when its rows have expired. */
export const AuditSealSchema = defineEntity({
  name: 'AuditSeal',
  tableName: 'audit_seals',
  properties: {
    number: p.integer().primary().autoincrement(false),
    sealedAt: p.datetime().length(3),
    count: p.integer(),
    /** This is the root of the Merkle tree over the rows, in base64url like every hash here. */
    root: p.string().length(43),
    /** This is the hash of the seal before; of the first one, 43 times A. */
    previous: p.string().length(43),
    keyId: p.string().length(12),
    mac: p.string().length(43),
    /** These are the hashes of the rows one after the other, so that a proof can name which row is wrong; null when they have expired. */
    leaves: p.text().nullable(),
  },
});
