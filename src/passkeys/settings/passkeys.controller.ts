import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, FreshLogin, NotWhileImpersonating, SecondFactor } from '../../auth/access/access.decorators.js';
import { Limit } from '../../auth/rate-limit/limit.decorator.js';
import { Problem } from '../../http/errors/problem.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { Flash } from '../../http/responses/flash.js';
import { created, page, redirect } from '../../http/responses/outcome.js';
import { Responder } from '../../http/responses/responder.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import type { Principal } from '../../users/principal/principal.js';
import { isAccountId } from '../../users/user.entity.js';
import { PasskeyOptions } from '../passkey-options.js';
import { PasskeyRegistration } from '../passkey-registration.js';
import { PasskeysService } from '../passkeys.service.js';
import { asRefusedForm } from './as-refused-form.js';
import { PasskeysPageDataSource } from './passkeys-page-data.js';
import { AddPasskeyDto, RenamePasskeyDto } from './passkeys.dto.js';
import { PasskeysPage } from './passkeys.page.js';
import { listedPasskey } from './shown-passkey.js';

const HERE = '/settings/passkeys';

/** Lets people see, add, rename and remove their passkeys. */
@NotWhileImpersonating()
@Controller('settings/passkeys')
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly registration: PasskeyRegistration,
    private readonly options: PasskeyOptions,
    private readonly data: PasskeysPageDataSource,
    private readonly forms: FormPipe,
    private readonly visitors: Visitors,
    private readonly flash: Flash,
    @Inject(Responder) private readonly responder: Pick<Responder, 'texts'>,
  ) {}

  @Get()
  async show(@CurrentUser() user: Principal, @Query('removed') removed: unknown) {
    return page(PasskeysPage, await this.data.of(user, removed));
  }

  @Post('options')
  @HttpCode(200)
  @FreshLogin({ returnTo: HERE })
  @SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
  @Limit('120/15m', { by: 'account' })
  async optionsToAdd(
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.options.toAdd(request, response, user).catch(asRefusedForm(new AddPasskeyDto()));
  }

  @Post()
  @FreshLogin({ returnTo: HERE })
  @SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
  add(
    @Body() body: unknown,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return onPage(
      PasskeysPage,
      () => this.data.of(user),
      async () => {
        const form = await this.forms.bind(AddPasskeyDto, body);
        const fallback = this.responder.texts(request).passkeyUnnamed;
        const id = await this.registration
          .take(request, response, user, form.response, form.name.normalize('NFC'), fallback)
          .catch(asRefusedForm(form));
        this.flash.add(request, 'passkeyAdded');
        const added = await this.passkeys.find(user.id, id);
        return created(HERE, { passkey: added && listedPasskey(added) }, HERE);
      },
    );
  }

  @Post(':id/rename')
  @FreshLogin({ returnTo: HERE })
  rename(@Param('id') id: string, @Body() body: unknown, @CurrentUser() user: Principal, @Req() request: Request) {
    return onPage(
      PasskeysPage,
      async () => ({ ...(await this.data.of(user)), refused: id }),
      async () => {
        await this.own(user, id);
        const { name } = await this.forms.bind(RenamePasskeyDto, body);
        await this.passkeys.rename(user.id, id, name.normalize('NFC'));
        this.flash.add(request, 'passkeyRenamed');
        return redirect(HERE, { passkey: listedPasskey(await this.own(user, id)) });
      },
    );
  }

  @Post(':id/remove')
  @FreshLogin({ returnTo: HERE })
  remove(@Param('id') id: string, @CurrentUser() user: Principal, @Req() request: Request) {
    return onPage(
      PasskeysPage,
      () => this.data.of(user),
      async () => {
        const { credentialId } = await this.own(user, id);
        await this.passkeys.remove(user.id, id, this.visitors.of(request)).catch(asRefusedForm(new RenamePasskeyDto(), id));
        this.flash.add(request, 'passkeyRemoved');
        return redirect(`${HERE}?removed=${credentialId}`, {});
      },
    );
  }

  private async own({ id: accountId }: Principal, id: string) {
    const passkey = isAccountId(id) ? await this.passkeys.find(accountId, id) : null;
    if (passkey === null) throw new Problem('not_found');
    return passkey;
  }
}
