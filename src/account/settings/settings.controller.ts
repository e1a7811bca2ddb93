import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Features } from '../../features/features.js';
import { page } from '../../http/responses/outcome.js';
import { linksFor, type PageLink } from '../../views/links.js';
import { settingsPage } from './settings.page.js';

@Controller('settings')
export class SettingsController {
  private readonly links: ReturnType<typeof linksFor<PageLink>>;

  constructor({ settingsLinks }: Features) {
    this.links = linksFor(settingsLinks);
  }

  @Get()
  show(@Req() { user }: Request) {
    return page(settingsPage(this.links(user)), {});
  }
}
