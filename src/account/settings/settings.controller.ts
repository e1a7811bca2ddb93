import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Features } from '../../features/features.js';
import { page } from '../../http/responses/outcome.js';
import { Outbox } from '../../mail/outbox.js';
import { linksFor, type PageLink } from '../../views/links.js';
import { SettingsPage } from './settings.page.js';

@Controller('settings')
export class SettingsController {
  private readonly links: ReturnType<typeof linksFor<PageLink>>;

  constructor(
    { settingsLinks }: Features,
    private readonly outbox: Outbox,
  ) {
    this.links = linksFor(settingsLinks);
  }

  @Get()
  show(@Req() { user }: Request) {
    const links = this.links(user).filter(({ needsMail = false }) => this.outbox.isOpen || !needsMail);
    return page(SettingsPage, { links }, { json: {} });
  }
}
