import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';

const TotpSecretSchema = defineEntity({
  name: 'TotpSecret',
  tableName: 'totp_secrets',
  properties: {
    user: () => p.manyToOne(User).mapToPk().primary().deleteRule('cascade'),
    /** This is encrypted and bound to the account (secret-cipher.ts). */
    sealedSecret: p.blob().hidden(),
    /** This is the step of the code that was used last: no code of it or of a step before counts any more. */
    lastStep: p.integer(),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime(),
  },
});

/** A row is what an account shares with its authenticator app; an account without one has no codes. */
export class TotpSecret extends TotpSecretSchema.class {}

TotpSecretSchema.setClass(TotpSecret);

export { TotpSecretSchema };
