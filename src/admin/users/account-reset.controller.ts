import { EntityManager } from '@mikro-orm/core';
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { ForgottenPasswords } from '../../auth/recovery/forgotten-passwords.service.js';
import { mayRecover } from '../../auth/recovery/password-reset.mail.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { NeedsMail } from '../../mail/needs-mail.decorator.js';
import { Can } from '../../roles/roles.decorators.js';
import { AccountEvents } from '../../users/account-events.js';
import { refuseUnlessSame } from './account-deeds.js';
import { DeedForms, refusal } from './deed-forms.js';
import { DeedDto } from './deed.dto.js';

const HERE = '/admin/users';

/** Lets administrators have a link for a new password mailed. They never see it (ASVS 5.0 6.4.6). */
@Controller('admin/users/:id/send-reset')
@NeedsMail()
@Can('users.send-reset')
@FreshLogin({ returnTo: HERE })
@SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
export class AccountResetController {
  constructor(
    private readonly em: EntityManager,
    private readonly forms: DeedForms,
    private readonly forgotten: ForgottenPasswords,
    private readonly events: AccountEvents,
  ) {}

  @Get()
  show(@Param('id') id: string) {
    return this.forms.show('send-reset', id);
  }

  @Post()
  send(@Param('id') id: string, @Body() body: unknown, @Req() request: Request) {
    const sent = { name: 'send-reset', id, body, request, dto: DeedDto } as const;
    return this.forms.take(sent, async (user, deed, form) => {
      // The address may be another one than that which was seen.
      refuseUnlessSame(user, deed);
      if (!mayRecover(user)) throw refusal(form, 'adminNoMail');
      await this.forgotten.put(unitOfWork(this.em), user);
      this.events.announce('password-reset-requested', { accountId: user.id, actorId: deed.actor.id, reason: deed.reason });
    });
  }
}
