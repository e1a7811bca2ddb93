import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';

/** Says what an index is on where that is no list of columns. */
function byExpression(name: string, on: string) {
  return { name, expression: `create index "${name}" on "users" ${on}` };
}

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
    /** What the person may do beside what everybody may (docs/roles.md), in the order of the names. */
    roles: p.array().columnType('text[]').default([]),
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
    /** This is when the person last proved that they read the mail of this address; null until then. */
    emailVerifiedAt: p.datetime().nullable(),
    /** This is the name that the person wants to be shown by; empty means the username. */
    displayName: p.string().length(120).default(''),
    theme: p.string().length(16).default('system'),
    /** This names the present picture in its address, so that browsers may keep it for ever; null without a picture. */
    pictureVersion: p.string().length(22).nullable(),
    /** The account is closed, and gone at this time; null unless the person asked for that. */
    deleteAt: p.datetime().nullable(),
    /** An account that has proven nothing by this time is removed; null for those that may stay. */
    purgeAt: p.datetime().nullable(),
    /** This is when somebody was last signed in as it, to the hour (last-seen.ts); 1970 is never. */
    lastSeenAt: p
      .datetime()
      .defaultRaw(`'1970-01-01 00:00:00+00'`)
      .onCreate(() => new Date(0))
      .hidden(),
    /** The person wants a login by password to ask for a passkey too. */
    passkeyAfterPassword: p.boolean().default(false).hidden(),
    /** The next login asks for a new password: an operator wants it, or the present one stands in a list of stolen ones. */
    mustChangePassword: p.boolean().default(false).hidden(),
    /** There is something set up besides the password: triggers of PostgreSQL keep it, so nothing else writes it. */
    hasSecondFactor: p.boolean().default(false).hidden(),
  },
  indexes: [
    { name: 'users_delete_at_index', properties: ['deleteAt'], where: '"delete_at" is not null' },
    // Few of a million accounts have a role: the index holds those alone (role-holders.ts asks so that it serves).
    { name: 'users_roles_index', properties: ['roles'], type: 'gin', where: `"roles" <> '{}'` },
    // The others serve whoever looks for accounts (admin/users/found-accounts.ts).
    { name: 'users_created_at_index', properties: ['createdAt', 'id'] },
    { name: 'users_last_seen_at_index', properties: ['lastSeenAt', 'id'] },
    byExpression('users_username_prefix_index', '(username_key collate "C")'),
    byExpression('users_email_prefix_index', '(email collate "C")'),
    byExpression('users_display_name_prefix_index', '(lower(display_name) collate "C")'),
    { name: 'users_disabled_index', properties: ['createdAt', 'id'], where: 'not active' },
    { name: 'users_unverified_index', properties: ['createdAt', 'id'], where: 'email_verified_at is null' },
    { name: 'users_verified_index', properties: ['createdAt', 'id'], where: 'email_verified_at is not null' },
    { name: 'users_second_factor_created_index', properties: ['createdAt', 'id'], where: 'has_second_factor' },
    { name: 'users_second_factor_seen_index', properties: ['lastSeenAt', 'id'], where: 'has_second_factor' },
    byExpression('users_second_factor_name_index', '(username_key collate "C") where has_second_factor'),
    { name: 'users_purge_at_index', properties: ['purgeAt'], where: '"purge_at" is not null' },
  ],
});

/** A user is an account. E-mail addresses are stored in lower case, and serialisation leaves the hash out. */
export class User extends UserSchema.class {}

UserSchema.setClass(User);

/** Tells whether the account is in use: nobody has disabled it, and its owner has not closed it. Only then it gets mail. */
export function isOpen({ active, deleteAt }: Pick<User, 'active' | 'deleteAt'>): boolean {
  return active && (deleteAt ?? null) === null;
}

/** Tells whether the time is over in which a login brings a closed account back: it counts as gone, removed or not. */
export function isPastReturn({ deleteAt }: Pick<User, 'deleteAt'>): boolean {
  return (deleteAt ?? null) !== null && Number(deleteAt) <= Date.now();
}

/** Tells whether this can be the id of an account, because PostgreSQL answers any other text with an error. */
export function isAccountId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
}

export { UserSchema };
