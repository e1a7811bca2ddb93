import { Inject, Injectable } from '@nestjs/common';
import type { SessionData } from 'express-session';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { signInCookieAttributes } from '../../http/responses/cookies.js';
import { TOMBSTONE, RedisPort, type SessionAddress } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import { isFutureVersion } from './future-version.js';
import { SessionRevoker } from './session-revoker.js';
import { addressOf } from './session-id.js';
import type { RevocationReason, SessionRecord } from './session-record.js';
import { parseStored, storedDataOf } from './stored-session.js';
import { encodeSession, readTombstone } from './session-codec.js';
import { unlessOutage } from '../../outages/outage.js';
import { expiryOf } from './session-expiry.js';
import { LOADED, type LoadedRecord, STORED, type LoadedSession } from './loaded-session.js';

/** A new id may be issued a second time for so many milliseconds. */
const PRESENTED_WITHIN = 60_000;

/** Turns what Redis holds into a session; the limits are judged here, in every request. */
@Injectable()
export class SessionReader {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly events: AccountEvents,
    private readonly revoker: SessionRevoker,
  ) {}

  /**
   * Returns the session or one that says why it is over; a well-signed id without a record counts as expired. Reading
   * a new id presents it: from now on nobody gets it for the old one.
   */
  async read(sessionId: string): Promise<SessionData> {
    const address = addressOf(sessionId);
    if (address === null) return isFutureVersion(sessionId) ? this.newer() : this.ended('expired');
    const session: LoadedSession = await this.readAt(address);
    const { since = 0, from } = session.passport?.user?.unpresented ?? {};
    if (Date.now() - since < PRESENTED_WITHIN) await this.present(address, session, from).catch(unlessOutage);
    return session;
  }

  /** Does the same as {@link read} for a caller that does not hold the id itself. */
  async readAt(address: SessionAddress): Promise<SessionData> {
    const { session: text, principal } = await this.redis.read(address);
    if (text === null) return this.ended('expired');
    if (text.startsWith(TOMBSTONE)) return { cookie: this.cookie(), ...readTombstone(text) };
    const data = parseStored(text);
    if (data === null) return this.ended('expired');
    if (data === 'newer') return this.newer();
    const record: LoadedRecord = data.passport.user;
    if (expiryOf(record, this.settings) <= Date.now()) return this.expire(address, record);
    record[LOADED] = { ...address, principal };
    const session: LoadedSession = { ...data, cookie: this.cookie(), [STORED]: text };
    return session;
  }

  /** Notes that a new id was presented. A failure is ignored, because a Redis that can only be read still serves pages. */
  private async present(address: SessionAddress, session: LoadedSession, from: string | undefined): Promise<void> {
    const { [STORED]: read } = session;
    if (from !== undefined) await this.redis.unseal({ hashTag: address.hashTag, hash: from });
    Reflect.deleteProperty(session.passport?.user ?? {}, 'unpresented');
    const data = storedDataOf(session);
    if (data === null || read === undefined) return;
    const stored = encodeSession(data, this.settings);
    if (await this.redis.swap(address, read, stored)) session[STORED] = stored.record;
  }

  private async expire(address: SessionAddress, record: SessionRecord): Promise<SessionData> {
    // Of many requests at once, only one tells.
    const { accountId, impersonation } = record;
    if ((await this.revoker.revoke(address, impersonation === undefined ? 'expired' : 'impersonation-over')) !== null) {
      if (impersonation === undefined) this.events.announce('session-expired', { accountId });
      else this.events.announce('impersonation-ended', { accountId, actorId: impersonation.accountId, reason: 'expired' });
    }
    return this.ended(impersonation === undefined ? 'expired' : 'impersonation-over');
  }

  /** Makes a session that this build cannot read: as after an id change nobody is signed in, and no cookie is touched. */
  private newer(): SessionData {
    return { ...this.ended('moved'), newer: true };
  }

  private ended(reason: RevocationReason): SessionData {
    return { cookie: this.cookie(), ended: reason };
  }

  /** Cookie attributes are settings, not data, so a changed setting reaches old sessions (express-session #1077). */
  private cookie(): SessionData['cookie'] {
    return { originalMaxAge: null, ...signInCookieAttributes(this.settings) };
  }
}
