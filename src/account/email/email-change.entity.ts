import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';

const EmailChangeSchema = defineEntity({
  name: 'EmailChange',
  tableName: 'email_changes',
  properties: {
    /** An account has at most one: a newer one takes its place. */
    user: () => p.oneToOne(User).mapToPk().primary().deleteRule('cascade'),
    /** The mailed link names it, so that a link of the change before changes nothing. */
    id: p.uuid(),
    email: p.string().length(254),
    /** This is the account's stamp when it was asked for: whatever renews the stamp ends it. */
    securityStamp: p.string().length(22).hidden(),
    requestedAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** A row is a change of address that has been asked for, and whose link has not been used yet. */
export class EmailChange extends EmailChangeSchema.class {}

EmailChangeSchema.setClass(EmailChange);

export { EmailChangeSchema };
