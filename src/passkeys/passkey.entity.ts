import { randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../users/user.entity.js';

const PasskeySchema = defineEntity({
  name: 'Passkey',
  tableName: 'passkeys',
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => randomUUIDv7()),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    /** This is base64url without padding; an authenticator chooses at most 1,023 bytes (WebAuthn Level 3, 4). */
    credentialId: p.string().length(1_364).unique(),
    /** This is a COSE_Key (RFC 9052), as the authenticator has sent it. */
    publicKey: p.blob().hidden(),
    /** The authenticator counts signatures, in 32 bits; many never count. */
    counter: p.bigint('number').hidden(),
    /** These words of the browser say how to reach the authenticator, separated by blanks. */
    transports: p.string().length(200),
    /** This names the model of the authenticator; all zeros where it does not say. */
    aaguid: p.string().length(36),
    /** The authenticator may copy it to other devices of the person (flag BE), which never changes. */
    backupEligible: p.boolean(),
    /** There is a copy (flag BS), as of its last use. */
    backedUp: p.boolean(),
    /** The authenticator keeps it, so that it can log in alone; null where the browser has not said so. It is for people only. */
    discoverable: p.boolean().nullable(),
    name: p.string().length(60),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
  },
});

/** A row is a passkey of an account: its public half. The private half never leaves the authenticator. */
export class Passkey extends PasskeySchema.class {}

PasskeySchema.setClass(Passkey);

export { PasskeySchema };
