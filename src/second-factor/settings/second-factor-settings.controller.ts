import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser, FreshLogin, NotWhileImpersonating, SecondFactor } from '../../auth/access/access.decorators.js';
import { isChecked } from '../../forms/checkbox.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { Flash } from '../../http/responses/flash.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import type { Principal } from '../../users/principal/principal.js';
import { PasskeyWishDto } from './passkey-wish.dto.js';
import { PasskeyWishes } from './passkey-wishes.service.js';
import { SecondFactorOverviews } from './second-factor-overview.service.js';
import { SecondFactorSettingsPage, type SecondFactorSettingsPageData } from './second-factor-settings.page.js';

const HERE = '/settings/second-factor';

/** Shows what an account has set up besides its password. */
@NotWhileImpersonating()
@Controller('settings/second-factor')
export class SecondFactorSettingsController {
  constructor(
    private readonly overviews: SecondFactorOverviews,
    private readonly wishes: PasskeyWishes,
    private readonly forms: FormPipe,
    private readonly visitors: Visitors,
    private readonly flash: Flash,
  ) {}

  @Get()
  async show(@CurrentUser() { id }: Principal) {
    const { next: _next, ...json } = await this.data(id);
    return page(SecondFactorSettingsPage, { next: null, ...json }, { json });
  }

  @Post('passkey-after-password')
  @FreshLogin({ returnTo: HERE })
  @SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
  async askForPasskey(@Body() body: unknown, @CurrentUser() user: Principal, @Req() request: Request) {
    return onPage(
      SecondFactorSettingsPage,
      () => this.data(user.id),
      async () => {
        const form = await this.forms.bind(PasskeyWishDto, body);
        const wanted = isChecked(form.wanted);
        await this.wishes.set(user, wanted, form, this.visitors.of(request));
        this.flash.add(request, wanted ? 'passkeyAskedFor' : 'passkeyNotAskedFor');
        return redirect(HERE, { user: shownUser(user), passkeyAfterPassword: wanted });
      },
    );
  }

  private async data(accountId: string): Promise<SecondFactorSettingsPageData> {
    return { next: null, ...(await this.overviews.of(accountId)) };
  }
}
