import { Controller, Get, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from '../../auth/access/access.decorators.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { shownUser } from '../../http/responses/responder.js';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';
import { levelOf } from '../../sessions/record/authentication.js';
import { absoluteExpiry, expiryOf, isFresh } from '../../sessions/record/session-expiry.js';

/**
 * Tells single-page apps who is signed in, and until when. It answers JSON whatever is accepted, and counts as no
 * activity.
 */
@Public()
@Controller('session')
export class SessionController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get()
  show(@Req() request: Request) {
    const { user } = request;
    const record = liveRecordOf(request);
    if (user === undefined || record === undefined) return { authenticated: false };
    return {
      authenticated: true,
      fresh: isFresh(record, this.settings),
      authentications: record.authentications.map(({ method, at }) => ({ method, at: iso(at) })),
      level: levelOf(record.authentications),
      remembered: record.series !== null,
      user: shownUser(user),
      ...(user.impersonatedBy !== undefined && { impersonatedBy: user.impersonatedBy }),
      signedInAt: iso(record.signedInAt),
      idleExpiresAt: iso(expiryOf(record, this.settings)),
      expiresAt: iso(absoluteExpiry(record, this.settings)),
    };
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
