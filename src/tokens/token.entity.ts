import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../users/user.entity.js';

const TokenSchema = defineEntity({
  name: 'Token',
  tableName: 'tokens',
  properties: {
    /** This is a hash of the token, so nobody can use the link who reads the database. */
    hash: p.string().length(43).primary(),
    kind: p.string().length(32),
    /** This is null where the link will make the account. */
    user: () => p.manyToOne(User).mapToPk().nullable().deleteRule('cascade').index(),
    /** The link was mailed to this address. */
    email: p.string().length(254),
    /** The account has another address: it is to become this one. Otherwise the link is void once it has another. */
    toAnotherAddress: p.boolean().default(false),
    /** This is the account's stamp when the link was made; empty for a link that outlives changes of it. */
    securityStamp: p.string().length(22).hidden(),
    data: p.json<Readonly<Record<string, unknown>>>(),
    /** This is when the mail was caused: a newer link voids those that were caused before it. */
    causedAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** A token is what makes a mailed link work once. */
export class Token extends TokenSchema.class {}

TokenSchema.setClass(Token);

export { TokenSchema };
