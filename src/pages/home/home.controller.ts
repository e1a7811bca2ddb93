import { Controller, Get, Inject } from '@nestjs/common';
import { Public } from '../../auth/access/access.decorators.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import { page } from '../../http/responses/outcome.js';
import type { Look } from '../../views/look.js';
import { HomePage } from './home.page.js';

@Controller()
export class HomeController {
  /** In development, until the site has a look, a language or a front page of its own. */
  private readonly isNew: boolean;

  constructor(@Inject(SETTINGS) { production }: Pick<Settings, 'production'>, { appearance: { looks, languages } }: Features) {
    this.isNew = !production && !looks.some(isOwn) && languages.length === 1;
  }

  @Get()
  @Public()
  show() {
    return page(HomePage, { isNew: this.isNew }, { json: {} });
  }
}

/** A module of the product may bring files in a folder; only a site says more of its look. */
function isOwn(look: Look): boolean {
  return Object.keys(look).some((part) => part !== 'folder');
}
