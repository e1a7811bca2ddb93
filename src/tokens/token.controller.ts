import { Controller, Get, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from '../http/routing/public.decorator.js';
import { NeedsMail } from '../mail/needs-mail.decorator.js';
import { TokenPages } from './token-pages.js';

/** The short way that mails name: a longer line would be broken on its way. */
@Public()
@NeedsMail()
@Controller('m')
export class TokenController {
  constructor(private readonly pages: TokenPages) {}

  @Get()
  show(@Query('t') text: unknown, @Req() request: Request) {
    return this.pages.show(text, request);
  }
}
