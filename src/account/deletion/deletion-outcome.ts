import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Flash } from '../../http/responses/flash.js';
import { accepted, type RedirectOutcome } from '../../http/responses/outcome.js';
import { DeletionSettings } from './deletion.settings.js';

/** Says what has become of an account that its owner has ended. */
@Injectable()
export class DeletionOutcome {
  constructor(
    private readonly settings: DeletionSettings,
    private readonly flash: Flash,
  ) {}

  tell(request: Request, deleteAt: Date): RedirectOutcome {
    this.flash.add(request, this.settings.deletionGrace === 0 ? 'accountRemoved' : 'accountClosed');
    return accepted('/login', { deleteAt: deleteAt.toISOString() });
  }
}
