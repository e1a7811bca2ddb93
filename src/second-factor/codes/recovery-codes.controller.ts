import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { page } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import type { Principal } from '../../users/principal/principal.js';
import { RecoveryCodeRenewal } from './recovery-code-renewal.service.js';
import { RecoveryCodesPage } from './recovery-codes.page.js';
import { ShownCodes } from './shown-codes.js';

const HERE = '/settings/second-factor';

/** Makes ten new recovery codes. */
@Controller('settings/second-factor/recovery-codes')
export class RecoveryCodesController {
  constructor(
    private readonly renewal: RecoveryCodeRenewal,
    private readonly shown: ShownCodes,
    private readonly visitors: Visitors,
  ) {}

  @Post()
  @FreshLogin({ returnTo: HERE })
  @SecondFactor({ returnTo: HERE })
  async renew(@CurrentUser() user: Principal, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const by = this.visitors.of(request);
    const recoveryCodes = await this.shown.once(request, response, () => this.renewal.renew(user, by));
    return page(RecoveryCodesPage, { recoveryCodes });
  }
}
