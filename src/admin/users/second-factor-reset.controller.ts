import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { Can } from '../../roles/roles.decorators.js';
import { AccountDeeds } from './account-deeds.js';
import { DeedForms } from './deed-forms.js';
import { DeedDto } from './deed.dto.js';

const HERE = '/admin/users';

/** Lets administrators take a second factor away, for somebody who has lost device and recovery codes. */
@Controller('admin/users/:id/reset-second-factor')
@Can('users.reset-second-factor')
@FreshLogin({ returnTo: HERE })
@SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
export class SecondFactorResetController {
  constructor(
    private readonly forms: DeedForms,
    private readonly deeds: AccountDeeds,
  ) {}

  @Get()
  show(@Param('id') id: string) {
    return this.forms.show('reset-second-factor', id);
  }

  @Post()
  reset(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    const sent = { name: 'reset-second-factor', id, body, request, dto: DeedDto } as const;
    return this.forms.take(sent, (user, deed) => this.deeds.resetSecondFactor(user, deed));
  }
}
