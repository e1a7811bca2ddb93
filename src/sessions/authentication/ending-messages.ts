import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Flash, type FlashCode } from '../../http/responses/flash.js';
import type { Ending, RevocationReason } from '../record/session-record.js';
import { KnownRevocations } from '../revocations/known-revocations.js';

const TOLD: Partial<Record<RevocationReason, FlashCode>> = {
  expired: 'sessionExpired',
  revoked: 'sessionRevoked',
  evicted: 'sessionEvicted',
  theft: 'rememberTheft',
  protected: 'sessionProtected',
  'mass-revoked': 'sessionMassRevoked',
  'impersonation-over': 'impersonationOver',
  closed: 'accountClosed',
  removed: 'accountRemoved',
};

/** Tells people why they are not signed in any more, on the next page that they see. */
@Injectable()
export class EndingMessages {
  constructor(
    private readonly flash: Flash,
    private readonly revocations: KnownRevocations,
  ) {}

  /** Tells whether there is anything to say; the other endings are the person's own doing. */
  isTold(ending: Ending | undefined): ending is Ending {
    return ending !== undefined && TOLD[ending.reason] !== undefined;
  }

  add(request: Request, { reason: why, revokedBy }: Ending): void {
    const code = TOLD[why];
    const reason = this.revocations.reasonOf(revokedBy);
    if (reason !== null) this.flash.add(request, 'sessionMassRevokedBecause', { reason });
    else if (code !== undefined) this.flash.add(request, code);
  }
}
