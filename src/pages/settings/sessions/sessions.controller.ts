import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, FreshLogin } from '../../../auth/access.decorators.js';
import { LogoutService } from '../../../auth/logout/logout.service.js';
import { Flash } from '../../../http/flash.js';
import { page, redirect } from '../../../http/outcome.js';
import { Refusal } from '../../../http/problems.js';
import { shownUser } from '../../../http/responder.js';
import { AccountSessionsService } from '../../../sessions/account-sessions.service.js';
import { addressOf } from '../../../sessions/session-id.js';
import { SessionsService } from '../../../sessions/sessions.service.js';
import { AccountChangesService } from '../../../users/account-changes.service.js';
import { AccountEvents } from '../../../users/account-events.js';
import type { Principal } from '../../../users/principal.js';
import { SessionsPage } from './sessions.page.js';

const HERE = '/settings/sessions';

/** A person sees and ends their own sessions, on every device. */
@Controller('settings/sessions')
export class SessionsController {
  constructor(
    @Inject(AccountSessionsService) private readonly accountSessions: AccountSessionsService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(AccountChangesService) private readonly changes: AccountChangesService,
    @Inject(AccountEvents) private readonly events: AccountEvents,
    @Inject(Flash) private readonly flash: Flash,
    @Inject(LogoutService) private readonly logout: LogoutService,
  ) {}

  @Get()
  async show(@CurrentUser() user: Principal, @Req() request: Request) {
    return page(SessionsPage, { sessions: await this.accountSessions.list(user, currentHash(request)) });
  }

  @Post('revoke-others')
  @FreshLogin({ returnTo: HERE })
  async revokeOthers(@CurrentUser() user: Principal, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const principal = await this.changes.renewStamp(user);
    await this.sessions.goOnAlone(request, response, principal);
    this.events.announce('session-revoked', { accountId: user.id, reason: 'all others' });
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
    if (!(await this.accountSessions.endOne(user, id))) throw new Refusal('not_found');
    this.events.announce('session-revoked', { accountId: user.id, reason: 'one' });
    this.flash.add(request, 'sessionEnded');
    return redirect(HERE, { user: shownUser(user) });
  }
}

function currentHash(request: Request): string {
  return addressOf(request.sessionID)?.hash ?? '';
}
