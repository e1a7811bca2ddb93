import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../users/user.entity.js';

const PasskeyHandleSchema = defineEntity({
  name: 'PasskeyHandle',
  tableName: 'passkey_handles',
  properties: {
    user: () => p.manyToOne(User).mapToPk().primary().deleteRule('cascade'),
    /** These are 32 random bytes in base64url: an authenticator shows them to whoever holds it, so they tell nothing (WebAuthn 14.6.1). */
    handle: p.string().length(43).unique(),
  },
});

/** A row is the name by which authenticators know an account: always the same one, or they would keep two passkeys of one person apart. */
export class PasskeyHandle extends PasskeyHandleSchema.class {}

PasskeyHandleSchema.setClass(PasskeyHandle);

export { PasskeyHandleSchema };
