import { Injectable } from '@nestjs/common';
import { unlessOutage } from '../../outages/outage.js';
import type { SessionAddress } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import type { SessionRecord } from '../record/session-record.js';
import { SessionRevoker } from '../record/session-revoker.js';
import type { Series } from '../remember-me/series.entity.js';
import { SeriesService } from '../remember-me/series.service.js';
import type { ConditionAccount } from './condition.js';
import { judgedSeries, judgedSession, judgedTrust } from './judged.js';
import { KnownRevocations } from './known-revocations.js';

/** What is judged of a series; `address` is the one from which it was used last, before anybody presents it now. */
type JudgedSeries = Pick<Series, 'selector' | 'createdAt' | 'address'>;

/** Judges sessions, series and trusted devices as they are read, and ends the sessions and series that a mass revocation means. */
@Injectable()
export class RevokedLogins {
  constructor(
    private readonly known: KnownRevocations,
    private readonly revoker: SessionRevoker,
    private readonly series: SeriesService,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Returns the id of the mass revocation that ends this session, or undefined. Only where it ends one does it wait for
   * a store. Throws where it cannot be told.
   */
  async ofSession(record: SessionRecord, address: SessionAddress, account: ConditionAccount): Promise<string | undefined> {
    if (!this.known.areConfirmed) await this.known.confirm();
    const found = this.known.find(judgedSession(record, account));
    if (found === undefined) return undefined;
    // The session is over whether or not this can be written: Redis may only be readable now.
    await this.end(record, address, found.id).catch(unlessOutage);
    return found.id;
  }

  /** Does the same for a series, which is gone then. */
  async ofSeries(series: JudgedSeries, account: ConditionAccount): Promise<string | undefined> {
    if (!this.known.areConfirmed) await this.known.confirm();
    const found = this.known.find(judgedSeries(series, account));
    if (found === undefined) return undefined;
    await this.series.revoke([series.selector]);
    this.announce(account.id, found.id);
    return found.id;
  }

  /** Returns the id of the mass revocation that means the trust in a device; whoever keeps it ends it. */
  async ofTrust(trust: { readonly createdAt: Date }, account: ConditionAccount): Promise<string | undefined> {
    if (!this.known.areConfirmed) await this.known.confirm();
    return this.known.find(judgedTrust(trust, account))?.id;
  }

  /** Tells without ending anything; what is shown to people may be older than what lets them in. */
  isSessionMeant(record: SessionRecord, account: ConditionAccount): boolean {
    return this.known.find(judgedSession(record, account)) !== undefined;
  }

  isSeriesMeant(series: Omit<JudgedSeries, 'selector'>, account: ConditionAccount): boolean {
    return this.known.find(judgedSeries(series, account)) !== undefined;
  }

  isTrustMeant(trust: { readonly createdAt: Date }, account: ConditionAccount): boolean {
    return this.known.find(judgedTrust(trust, account)) !== undefined;
  }

  private async end(record: SessionRecord, address: SessionAddress, revocationId: string): Promise<void> {
    // Of many requests at once, only one tells.
    if ((await this.revoker.revokeBy(address, revocationId)) !== null) this.announce(record.accountId, revocationId);
    // A session is over with its series, as at a logout.
    if (record.series !== null) await this.series.revoke([record.series]);
  }

  private announce(accountId: string, revocationId: string): void {
    this.events.announce('session-revoked', { accountId, reason: `mass revocation ${revocationId}` });
  }
}
