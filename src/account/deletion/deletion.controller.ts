import { Body, Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, FreshLogin } from '../../auth/access/access.decorators.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { page } from '../../http/responses/outcome.js';
import { Public } from '../../http/routing/public.decorator.js';
import { SignOut } from '../../sessions/sign-out.js';
import type { Principal } from '../../users/principal/principal.js';
import { DeletionDto } from './deletion.dto.js';
import { DeletionOutcome } from './deletion-outcome.js';
import { DeletionPage, type DeletionPageData } from './deletion.page.js';
import { DeletionService } from './deletion.service.js';
import { RepeatedDeletion } from './repeated-deletion.js';

const HERE = '/settings/delete';

/** Lets people end their account. */
@Controller('settings/delete')
export class DeletionController {
  constructor(
    private readonly deletion: DeletionService,
    private readonly repeated: RepeatedDeletion,
    private readonly outcome: DeletionOutcome,
    private readonly signOut: SignOut,
    private readonly forms: FormPipe,
  ) {}

  @Get()
  @FreshLogin()
  show() {
    return page(DeletionPage, this.pageData());
  }

  /** It is public for the repetition of a request that has ended its own session; all others need a fresh login. */
  @Post()
  @Public()
  @FreshLogin({ returnTo: HERE })
  @UseGuards(RepeatedDeletion)
  end(
    @Body() body: unknown,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return onPage(
      DeletionPage,
      () => this.pageData(),
      async () => {
        const form = await this.forms.bind(DeletionDto, body);
        this.deletion.checkUsername(user, form);
        const end = (at: Date) => this.deletion.end(user, request, form, at);
        const deleteAt = await this.repeated.keep(request, this.deletion.deleteAt(), end);
        this.signOut.leave(request, response);
        return this.outcome.tell(request, deleteAt);
      },
    );
  }

  private pageData(): DeletionPageData {
    return { next: null, deleteAt: this.deletion.isAtOnce ? null : this.deletion.deleteAt().toISOString() };
  }
}
