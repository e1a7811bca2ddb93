import { defineEntity, p } from '@mikro-orm/core';

const ReservedUsernameSchema = defineEntity({
  name: 'ReservedUsername',
  tableName: 'reserved_usernames',
  properties: {
    /** This is a keyed hash of the username in lower case: who reads the database learns no name. */
    usernameHash: p.string().length(43).primary(),
    expiresAt: p.datetime().index(),
  },
});

/** A row keeps the name of an account that is gone from being taken by somebody else too soon. */
export class ReservedUsername extends ReservedUsernameSchema.class {}

ReservedUsernameSchema.setClass(ReservedUsername);

export { ReservedUsernameSchema };
