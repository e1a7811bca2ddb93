import { Controller, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser, FreshLogin } from '../../auth/access/access.decorators.js';
import { Flash } from '../../http/responses/flash.js';
import { redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { TrustedDevices } from '../trusted-devices/trusted-devices.service.js';

const HERE = '/settings/second-factor';

/** Ends the trust in every device at once, this one included: each is asked for the second step at its next login. */
@Controller('settings/second-factor/trusted-devices')
export class TrustedDevicesController {
  constructor(
    private readonly devices: TrustedDevices,
    private readonly events: AccountEvents,
    private readonly flash: Flash,
  ) {}

  @Post('revoke')
  @FreshLogin({ returnTo: HERE })
  async revoke(@CurrentUser() user: Principal, @Req() request: Request) {
    // The same request again, whose answer was lost, ends nothing more and is told the same.
    if ((await this.devices.revokeAll(user.id)) > 0) this.events.announce('trusted-devices-revoked', { accountId: user.id });
    this.flash.add(request, 'trustRevoked');
    return redirect(HERE, { user: shownUser(user) });
  }
}
