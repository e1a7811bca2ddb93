import { Controller, Get, StreamableFile } from '@nestjs/common';
import { CurrentUser, FreshLogin } from '../../auth/access/access.decorators.js';
import { AccountDataProviders } from '../../users/data/account-data.providers.js';
import type { Principal } from '../../users/principal/principal.js';

/** So that nobody takes the file for a page, and no browser runs anything in it. */
const FILE = { type: 'application/json; charset=utf-8', disposition: 'attachment; filename="account.json"' };

/** Gives people a copy of all that is kept about them, in a form that programs read (GDPR, articles 15 and 20). */
@Controller('settings/export')
export class ExportController {
  constructor(private readonly data: AccountDataProviders) {}

  @Get()
  @FreshLogin()
  async export(@CurrentUser() { id }: Principal) {
    const parts = { exportedAt: new Date(), ...(await this.data.export(id)) };
    return new StreamableFile(Buffer.from(`${JSON.stringify(parts, undefined, 2)}\n`), FILE);
  }
}
