import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { Can } from '../../roles/roles.decorators.js';
import { UnknownRole } from '../../roles/account-roles.service.js';
import { AccountDeeds } from './account-deeds.js';
import { DeedForms, refusal } from './deed-forms.js';
import { RoleDeedDto } from './deed.dto.js';

const HERE = '/admin/users';

/** Lets administrators give and take roles. */
@Controller('admin/users/:id')
@Can('users.roles')
@FreshLogin({ returnTo: HERE })
@SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
export class AccountRolesController {
  constructor(
    private readonly forms: DeedForms,
    private readonly deeds: AccountDeeds,
  ) {}

  @Get('grant')
  showGrant(@Param('id') id: string) {
    return this.forms.show('grant', id);
  }

  @Post('grant')
  grant(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    return this.change('grant', id, body, request);
  }

  @Get('revoke')
  showRevoke(@Param('id') id: string) {
    return this.forms.show('revoke', id);
  }

  @Post('revoke')
  revoke(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    return this.change('revoke', id, body, request);
  }

  private change(name: 'grant' | 'revoke', id: string, body: unknown, request: Request) {
    return this.forms.take({ name, id, body, request, dto: RoleDeedDto }, (user, deed, form) =>
      this.deeds.setRole(user, form.role, name === 'grant', deed).catch((error: unknown) => {
        throw error instanceof UnknownRole ? refusal(form, 'adminRoleUnknown', 'role') : error;
      }),
    );
  }
}
