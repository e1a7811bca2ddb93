import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { Client } from '../record/client-fingerprint.js';
import { hashOf, newValidator, type RememberToken } from './remember-cookie.js';
import { RememberMeSettings } from './remember-me.settings.js';
import { Series } from './series.entity.js';
import type { IssuedToken } from './series.service.js';
import { presentValidator } from './validators.js';

/**
 * This is the verdict on a presented token. The series of a `theft` and of a `foreign` client is deleted already. A
 * rotated series has the address of the client that presents it; `usedFrom` is the one from which it was used before.
 */
export type Use =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'rotated'; readonly series: Series; readonly usedFrom: string; readonly issued: IssuedToken }
  | { readonly kind: 'spent'; readonly series: Series; readonly usedFrom: string }
  | { readonly kind: 'theft'; readonly series: Series }
  | { readonly kind: 'foreign'; readonly series: Series };

interface Judging {
  readonly isAllowed: (fingerprint: string) => boolean;
  readonly atTheft: (series: Series, em: EntityManager) => Promise<void>;
}

/** Judges and replaces a token that is presented for a restore, in one short transaction. */
@Injectable()
export class SeriesUse {
  constructor(
    private readonly settings: RememberMeSettings,
    private readonly em: EntityManager,
  ) {}

  /**
   * Judges a token and gives it a successor, under a row lock of a few milliseconds; Redis is not asked meanwhile.
   * `isAllowed` judges the client that used the series last, by its fingerprint. `atTheft` is done in the transaction
   * that ends a stolen series.
   */
  present({ selector, validator }: RememberToken, client: Client, { isAllowed, atTheft }: Judging): Promise<Use> {
    return unitOfWork(this.em).transactional(async (em): Promise<Use> => {
      const series = await em.findOne(Series, { selector }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const now = new Date();
      // The stored expiry counts, whatever the cookie claims.
      if (series === null || series.expiresAt <= now) return { kind: 'unknown' };
      const next = newValidator();
      const times = { successor: hashOf(next), now: now.getTime(), grace: this.settings.rememberMeGrace };
      const judged = presentValidator(validatorsOf(series), hashOf(validator), times);
      const { address: usedFrom } = series;
      if (judged.kind === 'spent') return { kind: 'spent', series, usedFrom };
      if (judged.kind === 'theft' || !isAllowed(series.fingerprint)) {
        em.remove(series);
        if (judged.kind === 'theft') await atTheft(series, em);
        return { kind: judged.kind === 'theft' ? 'theft' : 'foreign', series };
      }
      const { current, waiting, spent } = judged.validators;
      const { rememberMeRefresh, rememberMeDuration } = this.settings;
      if (rememberMeRefresh) series.expiresAt = new Date(now.getTime() + rememberMeDuration);
      Object.assign(series, { validatorHash: current, waitingHashes: waiting, spentHashes: spent }, client, { lastUsedAt: now });
      return { kind: 'rotated', series, usedFrom, issued: { selector, validator: next, expiresAt: series.expiresAt } };
    });
  }

  /**
   * Chooses one of several tokens that one browser sent: the first valid one, else the first of a series that exists,
   * else the first. A stale cookie beside a valid one is a leftover, not theft.
   */
  async choose(tokens: readonly RememberToken[]): Promise<RememberToken | undefined> {
    const [first, ...others] = tokens;
    if (others.length === 0) return first;
    const where = { selector: { $in: tokens.map(({ selector }) => selector) }, expiresAt: { $gt: new Date() } };
    const rows = await unitOfWork(this.em).find(Series, where);
    const seriesOf = (token: RememberToken) => rows.find(({ selector }) => selector === token.selector);
    const times = { successor: '', now: Date.now(), grace: this.settings.rememberMeGrace };
    const isGood = (token: RememberToken): boolean => {
      const series = seriesOf(token);
      return series !== undefined && presentValidator(validatorsOf(series), hashOf(token.validator), times).kind !== 'theft';
    };
    return tokens.find(isGood) ?? tokens.find(seriesOf) ?? first;
  }
}

function validatorsOf({ validatorHash, waitingHashes, spentHashes }: Series) {
  return { current: validatorHash, waiting: waitingHashes, spent: spentHashes };
}
