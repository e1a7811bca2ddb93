import { Controller, Get, Injectable, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Problem } from '../../http/errors/problem.js';
import { page } from '../../http/responses/outcome.js';
import { sendText } from '../../http/responses/send-text.js';
import { Public } from '../../http/routing/public.decorator.js';
import { RouteCondition, ThereIf } from '../../http/routing/route-condition.js';
import { MailSwitch } from '../mail-switch.js';
import { type KeptMail, KeptMails } from './kept-mails.js';
import { KeptMailPage, KeptMailsPage } from './kept-mails.pages.js';

/** Mails hold links that sign nobody in but change accounts: only whoever builds the product sees them here. */
@Injectable()
export class KeptMailsCondition extends RouteCondition {
  readonly isMet: boolean;

  constructor(mail: MailSwitch) {
    super();
    this.isMet = mail.isShown;
  }
}

/** Shows what a product in development would have sent. */
@Public()
@ThereIf(KeptMailsCondition)
@Controller('dev/mail')
export class KeptMailsController {
  constructor(private readonly kept: KeptMails) {}

  @Get()
  async list() {
    const mails = await this.kept.all();
    return page(KeptMailsPage, { mails: mails.map(({ id, to, subject, at }) => ({ id, to, subject, at })) });
  }

  @Get(':id')
  async show(@Param('id') id: string) {
    return page(KeptMailPage, { mail: await this.find(id) });
  }

  @Get(':id/html')
  async html(@Param('id') id: string, @Res() response: Response) {
    const { html } = await this.find(id);
    // A mail program runs no script and loads nothing either.
    response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    send(response, 'text/html; charset=utf-8', html);
  }

  @Get(':id/raw')
  async raw(@Param('id') id: string, @Res() response: Response) {
    send(response, 'text/plain; charset=utf-8', (await this.find(id)).raw);
  }

  private async find(id: string): Promise<KeptMail> {
    const mail = await this.kept.find(id);
    if (mail === null) throw new Problem('not_found');
    return mail;
  }
}

function send(response: Response, type: string, text: string): void {
  response.setHeader('Content-Type', type);
  sendText(response, text);
}
