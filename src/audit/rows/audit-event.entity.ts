import { defineEntity, p } from '@mikro-orm/core';

/**
 * A row is a security event. What may name a person (address to changes) stands in columns that a commitment covers, so
 * that it can be emptied when the account ends while the seal still holds (docs/audit.md).
 */
export const AuditEventSchema = defineEntity({
  name: 'AuditEvent',
  tableName: 'audit_events',
  properties: {
    /** It is of version 7: the order of ids is that of time, and names of pages are ids (RFC 9562). */
    id: p.uuid().primary(),
    at: p.datetime().length(3),
    event: p.string().length(64),
    /** This is the pseudonym of the account; null where no account was meant, or none is there any more. */
    subject: p.uuid().nullable(),
    /** This is the pseudonym of who did it where that is somebody else than the person. */
    actor: p.uuid().nullable(),
    /** So many alike came together: noise that anybody can cause is counted (noise.ts). */
    count: p.integer().default(1),
    address: p.string().columnType('inet').nullable(),
    device: p.string().length(300).nullable(),
    session: p.string().length(16).nullable(),
    reason: p.string().length(500).nullable(),
    requestId: p.string().length(128).nullable(),
    /** These are changed fields, as the JSON that the commitment covers to the letter. */
    changes: p.text().nullable(),
    salt: p.string().length(22).nullable(),
    commitment: p.string().length(43),
    /** This is the number of the seal that covers the row, and its place there; null until it is sealed. */
    seal: p.integer().nullable(),
    position: p.integer().nullable(),
  },
  indexes: [
    // What they include is what else a filter asks for: rows that do not fit are passed over in the index (page-statement.ts).
    { name: 'audit_events_account_index', properties: ['subject', 'id'], include: ['event', 'actor', 'address'] },
    { name: 'audit_events_name_index', properties: ['event', 'id'], include: ['address'] },
    { name: 'audit_events_network_index', properties: ['address', 'id'], include: ['event'], where: '"address" is not null' },
    { name: 'audit_events_actor_index', properties: ['actor', 'id'], where: '"actor" is not null' },
    { name: 'audit_events_seal_index', properties: ['seal', 'position', 'id'], where: '"seal" is not null' },
    // Somebody may have written one of the two alone.
    { name: 'audit_events_unsealed_index', properties: ['id'], where: '"seal" is null or "position" is null' },
  ],
});
