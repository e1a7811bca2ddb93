import { Body, Controller, Get, Post } from '@nestjs/common';
import { KeepsDraft } from '../../../src/auth/access/access.decorators.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { page, redirect } from '../../../src/http/responses/outcome.js';
import { LetterDto } from './letter.dto.js';
import { LetterPage } from './letter.page.js';

/** A real one writes into a table. */
export const LETTERS: { title: string; text: string }[] = [];

@Controller('letters')
export class LettersController {
  @Get('new')
  show() {
    return page(LetterPage, { next: null });
  }

  @Post('new')
  @KeepsDraft()
  send(@Body(FormPipe) { title, text }: LetterDto) {
    LETTERS.push({ title, text });
    return redirect('/dashboard', { title });
  }
}
