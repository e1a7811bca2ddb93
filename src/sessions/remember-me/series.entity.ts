import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';
import type { SpentValidator } from './validators.js';

const SeriesSchema = defineEntity({
  name: 'Series',
  tableName: 'remember_series',
  properties: {
    /** The selector finds the row; the secret part of the cookie is the validator. */
    selector: p.string().length(22).primary(),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    /** This is the account's stamp when the person chose to be remembered; a new stamp revokes the series. */
    securityStamp: p.string().length(22),
    validatorHash: p.string().length(43).hidden(),
    /** These are hashes of validators that were issued and not presented yet (see validators.ts). */
    waitingHashes: p.json<readonly string[]>().hidden(),
    /** These are hashes of validators that were replaced; they are accepted for a moment. */
    spentHashes: p.json<readonly SpentValidator[]>().hidden(),
    /** This is the fingerprint of the client that used the series last (see client-fingerprint.ts). */
    fingerprint: p.string().length(43),
    address: p.string().length(45),
    userAgent: p.string().length(256),
    /** The login that began it has shown a second factor, or came from a trusted device: a restore is spared that step. */
    secondStep: p.boolean().default(false).hidden(),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** A series is remember-me on one device (docs/architecture.md). */
export class Series extends SeriesSchema.class {}

SeriesSchema.setClass(Series);

export { SeriesSchema };
