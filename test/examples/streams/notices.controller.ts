import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, NoActivity } from '../../../src/auth/access/access.decorators.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { done, page } from '../../../src/http/responses/outcome.js';
import { SignedInStreams } from '../../../src/streams/signed-in-streams.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { NoticeDto } from './notice.dto.js';
import { NoticePage } from './notice.page.js';

@Controller('notices')
export class NoticesController {
  constructor(private readonly streams: SignedInStreams) {}

  @Get()
  write() {
    return page(NoticePage, { next: null });
  }

  @Get('events')
  @NoActivity()
  events(@Req() request: Request, @Res() response: Response, @CurrentUser() { username }: Principal) {
    const stream = this.streams.open(request, response);
    // What is true now comes first: what was sent while nobody listened is lost.
    stream.send('state', { username });
  }

  /** Tells all open pages of this person. */
  @Post()
  tell(@Body(FormPipe) { text }: NoticeDto, @CurrentUser() { id }: Principal) {
    this.streams.sendTo(id, 'notice', { text });
    return done('/notices');
  }
}
