import { defineEntity, p } from '@mikro-orm/core';

/** The one row says where the chain ends and up to where rows have expired, signed. Whoever seals, expires or erases locks it. */
export const AuditStateSchema = defineEntity({
  name: 'AuditState',
  tableName: 'audit_state',
  properties: {
    id: p.integer().primary().autoincrement(false),
    last: p.integer(),
    hash: p.string().length(43),
    expired: p.integer(),
    keyId: p.string().length(12),
    mac: p.string().length(43),
  },
});
