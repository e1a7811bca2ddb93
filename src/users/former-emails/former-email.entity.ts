import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../user.entity.js';

const FormerEmailSchema = defineEntity({
  name: 'FormerEmail',
  tableName: 'former_emails',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    /** The account had this address until the change. */
    email: p.string().length(254).index(),
    /** This is what the account's row said of the address then. */
    verifiedAt: p.datetime().nullable(),
    /** This is the account's version at the change: of two changes of one account the later has the higher one. */
    position: p.integer(),
    /** Nobody else gets the address until then. */
    keptUntil: p.datetime().index(),
  },
});

/** A row is an address that an account has given up and may still take back by a mailed link. */
export class FormerEmail extends FormerEmailSchema.class {}

FormerEmailSchema.setClass(FormerEmail);

export { FormerEmailSchema };
