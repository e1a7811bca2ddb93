import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FreshLogin, Public, SecondFactor } from '../../auth/access/access.decorators.js';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { Problem } from '../../http/errors/problem.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { Permissions } from '../../roles/permissions.service.js';
import { Can } from '../../roles/roles.decorators.js';
import { ImpersonatedSessions } from '../../sessions/impersonated-sessions.js';
import { AccountDetails } from '../users/account-details.js';
import { DeedDto } from '../users/deed.dto.js';
import { DeedForms } from '../users/deed-forms.js';
import { DeedPage } from '../users/deed.page.js';
import { Impersonations } from './impersonations.service.js';

const HERE = '/admin/users';

/** Lets administrators act as a person, and go back to be themselves. */
@Controller('admin')
export class ImpersonationController {
  constructor(
    private readonly impersonations: Impersonations,
    private readonly sessions: ImpersonatedSessions,
    private readonly details: AccountDetails,
    private readonly deeds: DeedForms,
    private readonly forms: FormPipe,
    private readonly safeRedirect: SafeRedirect,
    private readonly permissions: Permissions,
  ) {}

  @Get('users/:id/impersonate')
  @Can('users.impersonate')
  @FreshLogin({ returnTo: HERE })
  @SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
  show(@Param('id') id: string) {
    return this.deeds.show('impersonate', id);
  }

  @Post('users/:id/impersonate')
  @Can('users.impersonate')
  @FreshLogin({ returnTo: HERE })
  @SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
  begin(@Param('id') id: string, @Body() body: unknown, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    return onPage(
      DeedPage,
      async () => this.deeds.pageData('impersonate', await this.details.find(id)),
      async () => {
        const form = await this.forms.bind(DeedDto, body);
        const principal = await this.impersonations.begin(request, response, await this.details.find(id), form);
        const { impersonatedBy } = principal;
        return redirect(this.safeRedirect.orDefault(null), { user: shownUser(principal), impersonatedBy });
      },
    );
  }

  /**
   * It is public, because the session in which somebody acts may have ended before the button was pressed. Whoever presses
   * it again is themselves already.
   */
  @Post('impersonation/end')
  @Public()
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const { user } = request;
    const person = user?.impersonatedBy === undefined ? undefined : user;
    if (user !== undefined && person === undefined && !this.permissions.can(user, 'users.impersonate')) {
      throw new Problem('forbidden', { reason: 'acts as nobody' });
    }
    const own = await this.sessions.end(request, response);
    if (own === null) throw new LoginRequired();
    return redirect(person === undefined ? HERE : `${HERE}/${person.id}`, { user: shownUser(own) });
  }
}
