import { Body, Controller, Get, Post } from '@nestjs/common';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { page, redirect } from '../../../src/http/responses/outcome.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { GuestbookDto } from './guestbook.dto.js';
import { GuestbookPage } from './guestbook.page.js';

/** A real one writes into a table. */
export const MESSAGES: { username: string; message: string }[] = [];

@Controller('guestbook')
export class GuestbookController {
  @Get()
  show() {
    return page(GuestbookPage, { next: null });
  }

  @Post()
  sign(@Body(FormPipe) { message }: GuestbookDto, @CurrentUser() { username }: Principal) {
    MESSAGES.push({ username, message });
    return redirect('/dashboard', { message });
  }
}
