import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, FreshLogin } from '../../auth/access/access.decorators.js';
import { LogoutService } from '../../auth/logout/logout.service.js';
import { Flash } from '../../http/responses/flash.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { Problem } from '../../http/errors/problem.js';
import { shownUser } from '../../http/responses/responder.js';
import { TrustedDevices } from '../../second-factor/trusted-devices/trusted-devices.service.js';
import { AccountSessionsService } from '../../sessions/account-sessions.service.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { IdChange } from '../../sessions/express/id-change.js';
import { SessionRenewal } from '../../sessions/session-renewal.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { SessionsPage } from './sessions.page.js';

const HERE = '/settings/sessions';

/** Lets people see and revoke their own sessions, on every device. */
@Controller('settings/sessions')
export class SessionsController {
  constructor(
    private readonly accountSessions: AccountSessionsService,
    private readonly renewal: SessionRenewal,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
    private readonly flash: Flash,
    private readonly idChange: IdChange,
    private readonly logout: LogoutService,
    private readonly trusted: TrustedDevices,
  ) {}

  @Get()
  async show(@CurrentUser() user: Principal, @Req() request: Request) {
    const sessions = await this.accountSessions.list(user, currentHash(request));
    return page(SessionsPage, { sessions, trustedDevices: await this.trusted.list(user.id) });
  }

  @Post('revoke-others')
  @FreshLogin({ returnTo: HERE })
  async revokeOthers(@CurrentUser() user: Principal, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const principal = await this.idChange.once(request, response, async () => {
      const renewed = await this.changes.renewSecurityStamp(user);
      await this.renewal.keepOnlyThisSession(request, response, renewed, null);
      // Whoever presses this may have lost a device: it is to be asked for everything again.
      await this.trusted.revokeOthers(request, user.id);
      this.events.announce('session-revoked', { accountId: user.id, reason: 'all others' });
      return renewed;
    });
    this.flash.add(request, 'othersEnded');
    return redirect(HERE, { user: shownUser(principal) });
  }

  @Post(':id/revoke')
  @FreshLogin({ returnTo: HERE })
  async revoke(
    @Param('id') id: string,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    if (id === currentHash(request)) return this.logout.logOut(request, response);
    if (!(await this.accountSessions.revokeOne(user, id))) throw new Problem('not_found');
    this.events.announce('session-revoked', { accountId: user.id, reason: 'one' });
    this.flash.add(request, 'sessionEnded');
    return redirect(HERE, { user: shownUser(user) });
  }
}

function currentHash(request: Request): string {
  return addressOf(request.sessionID)?.hash ?? '';
}
