import { randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';

const PendingRegistrationSchema = defineEntity({
  name: 'PendingRegistration',
  tableName: 'pending_registrations',
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => randomUUIDv7()),
    username: p.string().length(20),
    /** This is the username in lower case, as accounts have it. */
    usernameKey: p.string().length(20).unique(),
    email: p.string().length(254).index(),
    passwordHash: p.string().length(255).hidden(),
    createdAt: p.datetime(),
    /** Whoever reads the mail has said that it was not them: nothing can come of it any more, and nothing more is mailed. */
    disowned: p.boolean().default(false),
    /** The name is kept until then, whatever becomes of the sign-up. */
    expiresAt: p.datetime().index(),
  },
});

/**
 * A row is a sign-up whose account begins when the mailed link is used. It looks the same whether the address is free
 * or taken: whoever asks for the name afterwards learns nothing of the address.
 */
export class PendingRegistration extends PendingRegistrationSchema.class {}

PendingRegistrationSchema.setClass(PendingRegistration);

export { PendingRegistrationSchema };
