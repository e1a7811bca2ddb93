import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { lowerAscii } from '../../forms/ascii.js';
import { Outbox } from '../../mail/outbox.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import { UsernameReservations } from '../../users/removal/username-reservations.js';
import { FieldTaken } from '../../users/field-taken.js';
import { PendingRegistration } from './pending-registration.entity.js';
import { RegistrationMail } from './registration.mail.js';

/** A name that somebody has signed up with is kept for so many milliseconds, whatever becomes of the sign-up. */
export const NAME_KEPT_FOR = 48 * 3_600_000;

interface NewRegistration {
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
  /** This is the tag of the language in which the person reads. */
  readonly language: string;
}

/** Keeps sign-ups whose account begins when the mailed link is used. */
@Injectable()
export class PendingRegistrations extends ExpiringRows {
  constructor(
    private readonly em: EntityManager,
    private readonly reservations: UsernameReservations,
    private readonly outbox: Outbox,
    private readonly mail: RegistrationMail,
  ) {
    super();
  }

  /** Finds the sign-up that keeps this name. */
  async withName(username: string): Promise<PendingRegistration | null> {
    return unitOfWork(this.em).findOne(PendingRegistration, {
      usernameKey: lowerAscii(username),
      expiresAt: { $gt: new Date() },
    });
  }

  /**
   * Keeps a sign-up, and its mail unless that address has had enough of them. Whether the address is free is looked up
   * when the mail is sent, so that this takes the same time for both. Throws {@link FieldTaken} when the name came
   * second.
   */
  async keep({ username, email, passwordHash, language }: NewRegistration, mayBeMailed: boolean): Promise<void> {
    const [usernameKey, now] = [lowerAscii(username), Date.now()];
    const times = { createdAt: new Date(now), expiresAt: new Date(now + NAME_KEPT_FOR) };
    try {
      await unitOfWork(this.em).transactional(async (em) => {
        await em.nativeDelete(PendingRegistration, { usernameKey, expiresAt: { $lte: times.createdAt } });
        const kept = em.create(PendingRegistration, {
          username,
          usernameKey,
          email: canonicalEmail(email),
          passwordHash,
          ...times,
        });
        await em.flush();
        await this.reservations.reserve(em, username, NAME_KEPT_FOR);
        if (mayBeMailed) await this.outbox.put(em, this.mail, { registrationId: kept.id }, language);
      });
    } catch (error) {
      throw error instanceof UniqueConstraintViolationException ? new FieldTaken('username') : error;
    }
  }

  /** Mails the link of a sign-up that came again. */
  async mailAgain({ id }: PendingRegistration, language: string): Promise<void> {
    await unitOfWork(this.em).transactional((em) => this.outbox.put(em, this.mail, { registrationId: id }, language));
  }

  async sweep(limit: number): Promise<void> {
    const em = unitOfWork(this.em);
    const over = await em.find(PendingRegistration, { expiresAt: { $lte: new Date() } }, { fields: ['id'], limit });
    await em.nativeDelete(PendingRegistration, { id: { $in: over.map(({ id }) => id) } });
  }
}
