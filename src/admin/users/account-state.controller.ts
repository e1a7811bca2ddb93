import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { Can } from '../../roles/roles.decorators.js';
import { AccountDeeds } from './account-deeds.js';
import { DeedForms } from './deed-forms.js';
import { DeedDto } from './deed.dto.js';

const HERE = '/admin/users';

/** Lets administrators disable, enable, sign out and delete an account. */
@Controller('admin/users/:id')
@FreshLogin({ returnTo: HERE })
@SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
export class AccountStateController {
  constructor(
    private readonly forms: DeedForms,
    private readonly deeds: AccountDeeds,
  ) {}

  @Get('disable')
  @Can('users.disable')
  showDisable(@Param('id') id: string) {
    return this.forms.show('disable', id);
  }

  @Post('disable')
  @Can('users.disable')
  disable(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    const sent = { name: 'disable', id, body, request, dto: DeedDto } as const;
    return this.forms.take(sent, (user, deed) => this.deeds.setActive(user, false, deed));
  }

  @Get('enable')
  @Can('users.disable')
  showEnable(@Param('id') id: string) {
    return this.forms.show('enable', id);
  }

  @Post('enable')
  @Can('users.disable')
  enable(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    const sent = { name: 'enable', id, body, request, dto: DeedDto } as const;
    return this.forms.take(sent, (user, deed) => this.deeds.setActive(user, true, deed));
  }

  @Get('sign-out')
  @Can('users.sign-out')
  showSignOut(@Param('id') id: string) {
    return this.forms.show('sign-out', id);
  }

  @Post('sign-out')
  @Can('users.sign-out')
  signOut(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    const sent = { name: 'sign-out', id, body, request, dto: DeedDto } as const;
    return this.forms.take(sent, (user, deed) => this.deeds.signOut(user, deed));
  }

  @Get('delete')
  @Can('users.delete')
  showDelete(@Param('id') id: string) {
    return this.forms.show('delete', id);
  }

  @Post('delete')
  @Can('users.delete')
  remove(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    const sent = { name: 'delete', id, body, request, dto: DeedDto } as const;
    return this.forms.take(sent, (user, deed) => this.deeds.remove(user, deed));
  }
}
