import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { expiryOf } from '../record/session-expiry.js';
import { type LiveSession, SessionIndex } from '../record/session-index.js';
import type { SessionRecord } from '../record/session-record.js';
import type { CountedAccount } from './condition-accounts.js';
import { KnownRevocations } from './known-revocations.js';
import { RevokedLogins } from './revoked-logins.js';

/**
 * Finds the sessions of many accounts that would be accepted now. Redis is asked for some dozens of accounts at a time by
 * their indices: so it needs no right to scan keys, works on a Cluster, and keeps nobody waiting.
 */
@Injectable()
export class AcceptedSessions {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly index: SessionIndex,
    private readonly known: KnownRevocations,
    private readonly revoked: RevokedLogins,
  ) {}

  /** Returns those of each account, in their order. Nobody is signed in to one that is not active. Throws in an outage. */
  async of(accounts: readonly CountedAccount[]): Promise<readonly (readonly SessionRecord[])[]> {
    await this.known.confirm();
    const found = await this.index.listOfMany(accounts.map(({ hashTag }) => hashTag));
    const now = Date.now();
    return accounts.map((account, place) => {
      const sessions = account.active ? (found[place] ?? []) : [];
      return sessions.filter((session) => this.isAccepted(session, account, now)).map(({ record }) => record);
    });
  }

  private isAccepted({ hash, record }: LiveSession, account: CountedAccount, now: number): boolean {
    if (record.accountId !== account.id || record.securityStamp !== account.securityStamp) return false;
    if (account.revokedSessions.includes(hash) || expiryOf(record, this.settings) <= now) return false;
    return !this.revoked.isSessionMeant(record, account);
  }
}
