import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { IdChange } from '../../sessions/express/id-change.js';
import type { Principal } from '../../users/principal/principal.js';
import { CurrentUser, NotWhileImpersonating, SessionOnly } from '../access/access.decorators.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import { AskedProofs } from './asked-proofs.js';
import { ConfirmDto } from './confirm.dto.js';
import { ConfirmPage } from './confirm.page.js';
import { Reauthentication } from './reauthentication.service.js';

/** How the page is asked for, by its address or by its form. */
interface Asked {
  readonly next?: unknown;
  readonly level?: unknown;
  readonly recovery?: unknown;
}

/** Asks once more for what the account has: the session is fresh again, under a new id. */
@NotWhileImpersonating()
@Controller('confirm')
export class ConfirmController {
  constructor(
    private readonly asked: AskedProofs,
    private readonly reauthentication: Reauthentication,
    private readonly clients: LoginAttempts,
    private readonly forms: FormPipe,
    private readonly safeRedirect: SafeRedirect,
    private readonly idChange: IdChange,
  ) {}

  @Get()
  async show(@Query() { next, level, recovery }: Asked, @CurrentUser() user: Principal, @Req() request: Request) {
    const data = await this.asked.pageData(request, user.id, this.safeRedirect.check(next), levelIn(level));
    const { passkeyButton: _part, ...json } = data;
    return page(ConfirmPage, { ...data, recovery: recovery !== undefined }, { json });
  }

  @Post()
  @SessionOnly()
  async confirm(
    @Body() body: unknown,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const refused = (error: unknown): Promise<never> => this.showAgain(error, body, user, request);
    const form = await this.forms.bind(ConfirmDto, body).catch(refused);
    const principal = await this.idChange
      .once(request, response, () => this.reauthentication.run(form, user, request))
      .catch(refused);
    if (form.password !== '') await this.clients.keepDevice(request, response, principal.id);
    return redirect(this.safeRedirect.orDefault(form.next), { user: shownUser(principal) });
  }

  private async showAgain(error: unknown, body: unknown, { id }: Principal, request: Request): Promise<never> {
    if (!(error instanceof InvalidForm)) throw error;
    const { next, level, recovery } = Object(body) as Asked;
    // A code is never shown again.
    if (error.dto !== undefined) Object.assign(error.dto, { code: '' });
    const data = await this.asked.pageData(request, id, this.safeRedirect.check(next), levelIn(level));
    throw error.shownOn(ConfirmPage, { ...data, recovery: Boolean(recovery) });
  }
}

function levelIn(level: unknown): 1 | 2 {
  return level === '2' ? 2 : 1;
}
