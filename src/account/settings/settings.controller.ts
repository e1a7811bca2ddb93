import { Controller, Get } from '@nestjs/common';
import { page } from '../../http/responses/outcome.js';
import { SettingsPage } from './settings.page.js';

@Controller('settings')
export class SettingsController {
  @Get()
  show() {
    return page(SettingsPage, {});
  }
}
