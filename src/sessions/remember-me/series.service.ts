import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { RevokedSession } from '../../users/principal/revoked-session.entity.js';
import type { Principal } from '../../users/principal/principal.js';
import type { Client } from '../record/client-fingerprint.js';
import { hashOf, newSelector, newValidator, type RememberToken } from './remember-cookie.js';
import { RememberMeSettings } from './remember-me.settings.js';
import { Series } from './series.entity.js';

/** This is a token to set as a cookie, and until when it is valid. */
export interface IssuedToken extends RememberToken {
  readonly expiresAt: Date;
}

export interface SessionRevocation {
  readonly hash: string;
  /** This is in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** One account has at most so many series: nobody reads a longer list, and a loop of logins could pile up rows. */
export const MOST_SERIES = 100;

/** Keeps the series of remember-me, one for each device, in PostgreSQL. */
@Injectable()
export class SeriesService extends ExpiringRows {
  constructor(
    private readonly settings: RememberMeSettings,
    private readonly em: EntityManager,
  ) {
    super();
  }

  /** Begins a series for this device; `secondStep` says whether its login has passed one, or was spared it. */
  async begin({ id, securityStamp }: Principal, client: Client, secondStep = false): Promise<IssuedToken> {
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
      waitingHashes: [],
      spentHashes: [],
      secondStep,
      ...client,
      ...dates,
    });
    await em.flush();
    return { ...token, expiresAt };
  }

  /** Tells whether the login that began this series has passed a second step; `em` is given inside a transaction. */
  async hasPassedSecondStep(selector: string, em = unitOfWork(this.em)): Promise<boolean> {
    return (await em.findOne(Series, { selector }, { fields: ['secondStep'] }))?.secondStep === true;
  }

  /** Revokes these series. */
  async revoke(selectors: readonly string[], em = unitOfWork(this.em)): Promise<void> {
    if (selectors.length > 0) await em.nativeDelete(Series, { selector: { $in: [...selectors] } });
  }

  /** Records revocations of single sessions where no failover can lose them, until the sessions would have expired anyway. */
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

  /** Lists the series of an account that are still valid, the last used first. */
  list({ id, securityStamp }: Principal): Promise<Series[]> {
    const where = { user: id, securityStamp, expiresAt: { $gt: new Date() } };
    return unitOfWork(this.em).find(Series, where, { orderBy: { lastUsedAt: 'desc' }, limit: MOST_SERIES });
  }

  /** Tells whether the series still exists. */
  async exists(selector: string): Promise<boolean> {
    return (await unitOfWork(this.em).count(Series, { selector })) > 0;
  }

  /**
   * Deletes the series that were used longest ago beyond the limit. An earlier version may have left many, so it
   * deletes a bounded number at a time.
   */
  async makeRoom(accountId: string, em = unitOfWork(this.em)): Promise<void> {
    const options = { fields: ['selector'], orderBy: { lastUsedAt: 'desc' }, offset: MOST_SERIES, limit: MOST_SERIES } as const;
    const surplus = await em.find(Series, { user: accountId }, options);
    await this.revoke(
      surplus.map(({ selector }) => selector),
      em,
    );
  }
}
