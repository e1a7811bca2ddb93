import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { Flash } from '../../http/responses/flash.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import type { Principal } from '../../users/principal/principal.js';
import { RecoveryCodesPage } from './recovery-codes.page.js';
import { TotpDto } from './totp.dto.js';
import { TotpPage } from './totp.page.js';
import { TotpForm } from './totp-form.service.js';
import { TotpRemoval } from './totp-removal.service.js';

const HERE = '/settings/second-factor';

/** Lets people set up codes of an authenticator app, take another app, and take the codes away. */
@Controller('settings/second-factor/totp')
export class TotpController {
  constructor(
    private readonly form: TotpForm,
    private readonly forms: FormPipe,
    private readonly removal: TotpRemoval,
    private readonly visitors: Visitors,
    private readonly flash: Flash,
  ) {}

  @Get()
  @FreshLogin()
  @SecondFactor({ onlyIfSetUp: true })
  async show(@CurrentUser() user: Principal, @Req() request: Request) {
    const data = await this.form.data(request, user);
    return page(TotpPage, data, { json: { secret: data.secret, uri: data.uri } });
  }

  /**
   * It has no guard for level 2: the repetition of a first set-up, whose session is of level 1 yet, waits for the first
   * request and gets its outcome. The form looks at the level where it does not repeat what was done.
   */
  @Post()
  @FreshLogin({ returnTo: '/settings/second-factor/totp' })
  async setUp(
    @Body() body: unknown,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return onPage(
      TotpPage,
      () => this.form.data(request, user),
      async () => {
        const { code } = await this.forms.bind(TotpDto, body).catch(async (refusal) => {
          // What cannot be read repeats nothing that was done, so the level comes first here too.
          await this.form.checkLevel(request, user);
          throw refusal;
        });
        const recoveryCodes = await this.form.send(request, response, code);
        // The answer got lost for more than a minute: the codes are not shown again, and new ones can be made.
        if (recoveryCodes === undefined) return redirect(HERE, { user: shownUser(user) });
        return page(RecoveryCodesPage, { recoveryCodes });
      },
    );
  }

  @Post('remove')
  @FreshLogin({ returnTo: HERE })
  @SecondFactor({ returnTo: HERE })
  async remove(@CurrentUser() user: Principal, @Req() request: Request) {
    await this.removal.remove(user, this.visitors.of(request));
    this.flash.add(request, 'totpRemoved');
    return redirect(HERE, { user: shownUser(user) });
  }
}
