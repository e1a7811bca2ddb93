import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../user.entity.js';

const RevokedSessionSchema = defineEntity({
  name: 'RevokedSession',
  tableName: 'revoked_sessions',
  properties: {
    /** This is a hash of the secret part of the session id, so nobody can sign in with it. */
    sessionHash: p.string().length(43).primary(),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    /** This is the session's absolute limit, after which nothing needs to be remembered. */
    expiresAt: p.datetime().index(),
  },
});

/**
 * A row is a session that was revoked one by one. A failover of Redis may lose that; this list comes with the
 * principal and is read again after every reconnect.
 */
export class RevokedSession extends RevokedSessionSchema.class {}

RevokedSessionSchema.setClass(RevokedSession);

export { RevokedSessionSchema };
