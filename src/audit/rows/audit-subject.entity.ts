import { defineEntity, p } from '@mikro-orm/core';

/**
 * A row leads from an account to its pseudonym in the audit log, and nothing else does: when it goes, with the account,
 * nobody can tell any more whose events those were. It has no foreign key, because a sign-in must not wait for the lock
 * of an account that is being changed.
 */
export const AuditSubjectSchema = defineEntity({
  name: 'AuditSubject',
  tableName: 'audit_subjects',
  properties: {
    account: p.uuid().primary(),
    subject: p.uuid().unique(),
  },
});
