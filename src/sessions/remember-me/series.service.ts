import { EntityManager, LockMode } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { EndedSession } from '../../users/ended-session.entity.js';
import type { Principal } from '../../users/principal.js';
import type { Client } from '../client-identity.js';
import { hashOf, newSelector, newValidator, type RememberToken } from './remember-cookie.js';
import { Series } from './series.entity.js';

/** A token to set as a cookie, and until when it is good. */
export interface IssuedToken extends RememberToken {
  readonly expiresAt: Date;
}

export interface SingleEnd {
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What a token turned out to be. `issued` is missing where the browser already has a newer one. */
export type Use = { readonly kind: 'unknown' } | (SeriesInUse & { readonly kind: 'good' | 'theft' });

/** A series whose row is locked: all SQL of its use goes through `em`, or it would wait for itself. */
export interface SeriesInUse {
  readonly series: Series;
  readonly issued: IssuedToken | undefined;
  readonly em: EntityManager;
  /** Of the client that used it last, before this use. */
  readonly identity: string;
  /** Ends the series with this use. */
  end(): Promise<void>;
}

/** The series of remember-me, one for each device, in PostgreSQL. */
@Injectable()
export class SeriesService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(EntityManager) private readonly em: EntityManager,
  ) {}

  /** Begins a series for this device. */
  async begin({ id, stamp }: Principal, client: Client): Promise<IssuedToken> {
    const token = { selector: newSelector(), validator: newValidator() };
    const now = new Date();
    const expiresAt = new Date(now.getTime() + this.settings.rememberMeDuration);
    const em = unitOfWork(this.em);
    const dates = { createdAt: now, lastUsedAt: now, expiresAt };
    em.create(Series, { selector: token.selector, user: id, stamp, validatorHash: hashOf(token.validator), ...client, ...dates });
    await em.flush();
    return { ...token, expiresAt };
  }

  /**
   * Judges a token, replaces its validator, and runs `then` while the row is locked: a logout that comes
   * at the same moment waits, and then also finds the session that grew from this use.
   */
  use<T>({ selector, validator }: RememberToken, client: Client, then: (use: Use) => Promise<T>): Promise<T> {
    return unitOfWork(this.em).transactional(async (em) => {
      const series = await em.findOne(Series, { selector }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const now = new Date();
      // Expiry counts here, whatever the cookie claims.
      if (series === null || series.expiresAt <= now) return then({ kind: 'unknown' });
      const inUse = { series, em, end: () => em.remove(series).flush() };
      const identity = series.identity;
      const hash = hashOf(validator);
      if (hash === series.validatorHash) {
        const issued = this.replaceValidator(series, client, now);
        await em.flush();
        return then({ ...inUse, kind: 'good', issued, identity });
      }
      const kind = hash === series.previousHash && this.isWithinGrace(series, now) ? 'good' : 'theft';
      // A validator that we signed and that is neither: we gave it out once, and somebody uses a copy.
      return then({ ...inUse, kind, issued: undefined, identity });
    });
  }

  /** Ends series; within a transaction that holds others, by its `em`. */
  async end(selectors: readonly string[], em = unitOfWork(this.em)): Promise<void> {
    if (selectors.length > 0) await em.nativeDelete(Series, { selector: { $in: [...selectors] } });
  }

  /** Notes the ends of single sessions where no failover can lose them, until they would have been over anyway. */
  async rememberEnds(accountId: string, ends: readonly SingleEnd[], em = unitOfWork(this.em)): Promise<void> {
    const rows = ends.map(({ hash, until }) => ({ sessionHash: hash, user: accountId, until: new Date(until) }));
    if (rows.length > 0) await em.upsertMany(EndedSession, rows);
  }

  /** Removes what has expired, at most `atMost` rows of each kind. */
  async sweep(atMost: number): Promise<void> {
    const em = unitOfWork(this.em);
    const now = new Date();
    const series = await em.find(Series, { expiresAt: { $lte: now } }, { fields: ['selector'], limit: atMost });
    await this.end(
      series.map(({ selector }) => selector),
      em,
    );
    const ended = await em.find(EndedSession, { until: { $lte: now } }, { fields: ['sessionHash'], limit: atMost });
    await em.nativeDelete(EndedSession, { sessionHash: { $in: ended.map(({ sessionHash }) => sessionHash) } });
  }

  async endAll(accountId: string): Promise<void> {
    await unitOfWork(this.em).nativeDelete(Series, { user: accountId });
  }

  /** The series of an account that are still good, the last used first. */
  list({ id, stamp }: Principal): Promise<Series[]> {
    const where = { user: id, stamp, expiresAt: { $gt: new Date() } };
    return unitOfWork(this.em).find(Series, where, { orderBy: { lastUsedAt: 'desc' } });
  }

  private replaceValidator(series: Series, { identity, address, userAgent }: Client, now: Date): IssuedToken {
    const validator = newValidator();
    if (this.settings.rememberMeRefresh) series.expiresAt = new Date(now.getTime() + this.settings.rememberMeDuration);
    const previousHash = series.validatorHash;
    const used = { replacedAt: now, lastUsedAt: now, identity, address, userAgent };
    Object.assign(series, { previousHash, validatorHash: hashOf(validator), ...used });
    return { selector: series.selector, validator, expiresAt: series.expiresAt };
  }

  private isWithinGrace({ replacedAt }: Series, now: Date): boolean {
    return now.getTime() - (replacedAt?.getTime() ?? 0) <= this.settings.rememberMeGrace;
  }
}
