import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { page } from '../../http/responses/outcome.js';
import { Public } from '../access/access.decorators.js';
import { LogoutPage } from './logout.page.js';
import { LogoutService } from './logout.service.js';

@Public()
@Controller('logout')
export class LogoutController {
  constructor(private readonly logout: LogoutService) {}

  /** A GET changes nothing, because a link, an image or a prefetch must not log anybody out (ASVS 5.0 3.5.3). */
  @Get()
  show() {
    return page(LogoutPage, {});
  }

  @Post()
  logOut(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    return this.logout.logOut(request, response);
  }
}
