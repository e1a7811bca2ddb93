import { randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';

const TrustedDeviceSchema = defineEntity({
  name: 'TrustedDevice',
  tableName: 'trusted_devices',
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => randomUUIDv7()),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    /** This is the hash of what only the cookie holds. */
    tokenHash: p.string().length(43).unique().hidden(),
    /** A change of the password ends the trust: this is the `passwordVersion` that it was given under. */
    passwordVersion: p.integer().hidden(),
    userAgent: p.string().length(400),
    createdAt: p.datetime(),
    lastSeenAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** A row is a browser whose person has asked to be spared the second step there. */
export class TrustedDevice extends TrustedDeviceSchema.class {}

TrustedDeviceSchema.setClass(TrustedDevice);

export { TrustedDeviceSchema };
