import { Injectable } from '@nestjs/common';
import { DueAccountsSweep } from '../../users/removal/due-accounts-sweep.js';
import type { User } from '../../users/user.entity.js';

/** Removes accounts that have signed up by themselves and proven nothing in time, so that nobody squats on an address. */
@Injectable()
export class UnprovenSweep extends DueAccountsSweep {
  protected readonly trouble = 'unproven accounts stay';
  protected readonly removal = { reason: 'never proven', username: 'free', isDue } as const;

  protected due(now: Date) {
    return { purgeAt: { $lte: now }, emailVerifiedAt: null, deleteAt: null };
  }
}

/** A proof, or a login, may have come in between. */
function isDue({ purgeAt, emailVerifiedAt, deleteAt }: User): boolean {
  return purgeAt != null && purgeAt <= new Date() && emailVerifiedAt === null && deleteAt === null;
}
