import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../user.entity.js';

const RevokedSessionSchema = defineEntity({
  name: 'RevokedSession',
  tableName: 'revoked_sessions',
  properties: {
    /** Of the secret part of the session id: nobody can log in with it. */
    sessionHash: p.string().length(43).primary(),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    /** The session's absolute limit: after it nothing needs to be remembered. */
    expiresAt: p.datetime().index(),
  },
});

/**
 * A session that was ended one by one. A failover of Redis may lose that; this list comes with the
 * principal and is asked again after every reconnect.
 */
export class RevokedSession extends RevokedSessionSchema.class {}

RevokedSessionSchema.setClass(RevokedSession);

export { RevokedSessionSchema };
