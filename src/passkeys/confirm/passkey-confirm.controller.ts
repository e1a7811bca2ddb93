import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, NotWhileImpersonating, SessionOnly } from '../../auth/access/access.decorators.js';
import { AskedProofs } from '../../auth/confirm/asked-proofs.js';
import { ConfirmPage } from '../../auth/confirm/confirm.page.js';
import { Limit } from '../../auth/rate-limit/limit.decorator.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { IdChange } from '../../sessions/express/id-change.js';
import { SessionRenewal } from '../../sessions/session-renewal.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { asInvalidPasskey } from '../as-invalid-passkey.js';
import { PasskeyAuthentication } from '../passkey-authentication.js';
import { PasskeyOptions } from '../passkey-options.js';
import { PasskeyConfirmDto } from './passkey-confirm.dto.js';

/** Takes a passkey in the place of the password: the session is fresh again, under a new id. */
@NotWhileImpersonating()
@Controller('confirm/passkey')
export class PasskeyConfirmController {
  constructor(
    private readonly options: PasskeyOptions,
    private readonly authentication: PasskeyAuthentication,
    private readonly renewal: SessionRenewal,
    private readonly asked: AskedProofs,
    private readonly forms: FormPipe,
    private readonly safeRedirect: SafeRedirect,
    private readonly events: AccountEvents,
    private readonly idChange: IdChange,
  ) {}

  @Post('options')
  @HttpCode(200)
  @SessionOnly()
  @Limit('120/15m', { by: 'account' })
  optionsToConfirm(
    @CurrentUser() { id }: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.options.toProve(request, response, id, 'confirm', id);
  }

  @Post()
  @SessionOnly()
  async confirm(
    @Body() body: unknown,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { next, level } = Object(body) as { next?: unknown; level?: unknown };
    const data = () => this.asked.pageData(request, user.id, this.safeRedirect.check(next), level === '2' ? 2 : 1);
    return onPage(ConfirmPage, data, async () => {
      const form = await this.forms.bind(PasskeyConfirmDto, body);
      const deed = () => this.reauthenticate(form, user, request, response);
      // A challenge counts once, so the same form under the new id is a repetition too.
      const principal = await this.idChange.once(request, response, deed, { isSpent: true });
      return redirect(this.safeRedirect.orDefault(form.next), { user: shownUser(principal) });
    });
  }

  private async reauthenticate(
    form: PasskeyConfirmDto,
    principal: Principal,
    request: Request,
    response: Response,
  ): Promise<Principal> {
    const { id } = principal;
    const demand = { purpose: 'confirm', whose: id, accountId: id } as const;
    const { authentication } = await this.authentication
      .take(request, response, form.response, demand)
      .catch(asInvalidPasskey(form));
    await this.renewal.reauthenticate(request, principal, authentication);
    this.events.announce('login-confirmed', { accountId: id });
    return principal;
  }
}
