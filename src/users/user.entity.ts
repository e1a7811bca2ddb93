import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    // The id is of version 7, so that new rows lie side by side in the index, however many there are (RFC 9562).
    id: p
      .uuid()
      .primary()
      .onCreate(() => randomUUIDv7()),
    username: p.string().length(20),
    /** This is the username in lower case: one person may not look like another by the case of a letter. */
    usernameKey: p.string().length(20).unique(),
    email: p.string().length(254).unique(),
    /** The string names its scheme, pepper and cost (see password-hasher.ts). */
    passwordHash: p.string().length(255).hidden(),
    /** It rises with every change of the password: devices that knew the old one are strangers again. */
    passwordVersion: p.integer().default(0).hidden(),
    active: p.boolean().default(true),
    /** It begins every session id of this account, so that the account's keys share a Redis slot. */
    hashTag: p
      .string()
      .length(16)
      .unique()
      .hidden()
      .onCreate(() => randomBytes(12).toString('base64url')),
    /** Every session carries the stamp that it began under; a new one revokes them all. */
    securityStamp: p
      .string()
      .length(22)
      .hidden()
      .onCreate(() => randomBytes(16).toString('base64url')),
    version: p.integer().version(),
    createdAt: p.datetime().onCreate(() => new Date()),
    /** This is when its password was first given at a login; null for an account that nobody has used yet. */
    firstSignedInAt: p.datetime().nullable().hidden(),
  },
});

/** A user is an account. E-mail addresses are stored in lower case, and serialisation leaves the hash out. */
export class User extends UserSchema.class {}

UserSchema.setClass(User);

/** Tells whether this can be the id of an account, because PostgreSQL answers any other text with an error. */
export function isAccountId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
}

export { UserSchema };
