import { Injectable } from '@nestjs/common';
import { DueAccountsSweep } from '../../users/removal/due-accounts-sweep.js';
import { isPastReturn } from '../../users/user.entity.js';

/** Removes accounts that their people have closed, once their time is over. */
@Injectable()
export class RemovalSweep extends DueAccountsSweep {
  protected readonly trouble = 'accounts that are due stay';
  protected readonly removal = { reason: 'closed', username: 'reserved', isDue: isPastReturn } as const;

  protected due(now: Date) {
    return { deleteAt: { $lte: now } };
  }
}
