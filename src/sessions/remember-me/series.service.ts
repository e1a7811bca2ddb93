import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { RevokedSession } from '../../users/principal/revoked-session.entity.js';
import type { Principal } from '../../users/principal/principal.js';
import type { Client } from '../record/client-fingerprint.js';
import { hashOf, newSelector, newValidator, type RememberToken } from './remember-cookie.js';
import { RememberMeSettings } from './remember-me.settings.js';
import { Series } from './series.entity.js';

/** A token to set as a cookie, and until when it is good. */
export interface IssuedToken extends RememberToken {
  readonly expiresAt: Date;
}

export interface SessionRevocation {
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a token turned out to be. `issued` is missing where the browser already has a newer one. */
export type Use = { readonly kind: 'unknown' } | (SeriesInUse & { readonly kind: 'good' | 'theft' });

/** A series whose row is locked: all SQL of its use goes through `em`, or it would wait for itself. */
export interface SeriesInUse {
  readonly series: Series;
  readonly issued: IssuedToken | undefined;
  readonly em: EntityManager;
  /** Of the client that used it last, before this use. */
  readonly fingerprint: string;
  /** Ends the series with this use. */
  revoke(): Promise<void>;
}

/** The series of remember-me, one for each device, in PostgreSQL. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly settings: RememberMeSettings,
    private readonly em: EntityManager,
  ) {}

  /** Begins a series for this device. */
  async begin({ id, securityStamp }: Principal, client: Client): Promise<IssuedToken> {
    const token = { selector: newSelector(), validator: newValidator() };
    const now = new Date();
    const expiresAt = new Date(now.getTime() + this.settings.rememberMeDuration);
    const em = unitOfWork(this.em);
    const dates = { createdAt: now, lastUsedAt: now, expiresAt };
    em.create(Series, {
      selector: token.selector,
      user: id,
      securityStamp,
      validatorHash: hashOf(token.validator),
      ...client,
      ...dates,
    });
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
      const inUse = { series, em, revoke: () => em.remove(series).flush() };
      const fingerprint = series.fingerprint;
      const hash = hashOf(validator);
      if (hash === series.validatorHash) {
        const issued = this.replaceValidator(series, client, now);
        await em.flush();
        return then({ ...inUse, kind: 'good', issued, fingerprint });
      }
      const kind = hash === series.previousHash && this.isWithinGrace(series, now) ? 'good' : 'theft';
      // A validator that we signed and that is neither: we gave it out once, and somebody uses a copy.
      return then({ ...inUse, kind, issued: undefined, fingerprint });
    });
  }

  /** Ends series; within a transaction that holds others, by its `em`. */
  async revoke(selectors: readonly string[], em = unitOfWork(this.em)): Promise<void> {
    if (selectors.length > 0) await em.nativeDelete(Series, { selector: { $in: [...selectors] } });
  }

  /** Notes the ends of single sessions where no failover can lose them, until they would have been over anyway. */
  async recordRevocations(accountId: string, ends: readonly SessionRevocation[], em = unitOfWork(this.em)): Promise<void> {
    const rows = ends.map(({ hash, expiresAt }) => ({ sessionHash: hash, user: accountId, expiresAt: new Date(expiresAt) }));
    if (rows.length > 0) await em.upsertMany(RevokedSession, rows);
  }

  /** Removes what has expired, at most `atMost` rows of each kind. */
  async sweep(atMost: number): Promise<void> {
    const em = unitOfWork(this.em);
    const now = new Date();
    const series = await em.find(Series, { expiresAt: { $lte: now } }, { fields: ['selector'], limit: atMost });
    await this.revoke(
      series.map(({ selector }) => selector),
      em,
    );
    const ended = await em.find(RevokedSession, { expiresAt: { $lte: now } }, { fields: ['sessionHash'], limit: atMost });
    await em.nativeDelete(RevokedSession, { sessionHash: { $in: ended.map(({ sessionHash }) => sessionHash) } });
  }

  async revokeAll(accountId: string): Promise<void> {
    await unitOfWork(this.em).nativeDelete(Series, { user: accountId });
  }

  /** The series of an account that are still good, the last used first. */
  list({ id, securityStamp }: Principal): Promise<Series[]> {
    const where = { user: id, securityStamp, expiresAt: { $gt: new Date() } };
    return unitOfWork(this.em).find(Series, where, { orderBy: { lastUsedAt: 'desc' } });
  }

  private replaceValidator(series: Series, { fingerprint, address, userAgent }: Client, now: Date): IssuedToken {
    const validator = newValidator();
    if (this.settings.rememberMeRefresh) series.expiresAt = new Date(now.getTime() + this.settings.rememberMeDuration);
    const previousHash = series.validatorHash;
    const used = { replacedAt: now, lastUsedAt: now, fingerprint, address, userAgent };
    Object.assign(series, { previousHash, validatorHash: hashOf(validator), ...used });
    return { selector: series.selector, validator, expiresAt: series.expiresAt };
  }

  private isWithinGrace({ replacedAt }: Series, now: Date): boolean {
    return now.getTime() - (replacedAt?.getTime() ?? 0) <= this.settings.rememberMeGrace;
  }
}
