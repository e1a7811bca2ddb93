import { createHmac } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { lowerAscii } from '../../forms/ascii.js';
import { ReservedUsername } from './reserved-username.entity.js';

/** The name of an account that is gone stays reserved for so many milliseconds: links and mentions of it still point there. */
export const NAME_OF_GONE_KEPT_FOR = 90 * 86_400_000;

/**
 * Keeps names from being taken: those of accounts that are gone, whose new holder would be mistaken for the old one, and
 * those of sign-ups that wait for their mailed link. A row holds an
 * HMAC of the name under a key of the session secret, and nothing else. After a rotation the secrets that are still in
 * the list find their rows; a secret that leaves the list frees the names that were reserved under it.
 */
@Injectable()
export class UsernameReservations extends ExpiringRows {
  private readonly keys: readonly Buffer[];

  constructor(
    private readonly em: EntityManager,
    @Inject(SETTINGS) { sessionSecrets }: Pick<Settings, 'sessionSecrets'>,
  ) {
    super();
    this.keys = sessionSecrets.map((secret) => createHmac('sha256', secret).update('reserved-username').digest());
  }

  /** Reserves the name for so many milliseconds within the transaction of `em`. */
  async reserve(em: EntityManager, username: string, lifetime = NAME_OF_GONE_KEPT_FOR): Promise<void> {
    const [usernameHash = ''] = this.hashesOf(username);
    await em.upsert(ReservedUsername, { usernameHash, expiresAt: new Date(Date.now() + lifetime) });
  }

  /** Gives the name free within the transaction of `em`, to the one that it was reserved for. */
  async release(em: EntityManager, username: string): Promise<void> {
    await em.nativeDelete(ReservedUsername, { usernameHash: { $in: this.hashesOf(username) } });
  }

  async isReserved(username: string): Promise<boolean> {
    const where = { usernameHash: { $in: this.hashesOf(username) }, expiresAt: { $gt: new Date() } };
    return (await unitOfWork(this.em).count(ReservedUsername, where)) > 0;
  }

  async sweep(limit: number): Promise<void> {
    const em = unitOfWork(this.em);
    const over = await em.find(ReservedUsername, { expiresAt: { $lte: new Date() } }, { limit });
    if (over.length === 0) return;
    await em.nativeDelete(ReservedUsername, { usernameHash: { $in: over.map(({ usernameHash }) => usernameHash) } });
  }

  private hashesOf(username: string): string[] {
    return this.keys.map((key) => createHmac('sha256', key).update(lowerAscii(username)).digest('base64url'));
  }
}
