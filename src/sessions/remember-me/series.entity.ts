import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';
import type { SpentValidator } from './validators.js';

const SeriesSchema = defineEntity({
  name: 'Series',
  tableName: 'remember_series',
  properties: {
    /** Finds the row; the secret part of the cookie is the validator. */
    selector: p.string().length(22).primary(),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    /** The account's stamp when the person chose to be remembered; a new stamp ends the series. */
    securityStamp: p.string().length(22),
    validatorHash: p.string().length(43).hidden(),
    /** Of validators that were given out and not presented yet (see validators.ts). */
    waitingHashes: p.json<readonly string[]>().hidden(),
    /** Of those that others have taken the place of: honoured for a moment. */
    spentHashes: p.json<readonly SpentValidator[]>().hidden(),
    /** Of the client that used it last (see client-fingerprint.ts). */
    fingerprint: p.string().length(43),
    address: p.string().length(45),
    userAgent: p.string().length(256),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** Remember-me on one device (contract, section 0). */
export class Series extends SeriesSchema.class {}

SeriesSchema.setClass(Series);

export { SeriesSchema };
