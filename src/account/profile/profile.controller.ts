import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../../auth/access/access.decorators.js';
import { Features } from '../../features/features.js';
import { page } from '../../http/responses/outcome.js';
import type { Principal } from '../../users/principal/principal.js';
import { ProfilePage } from './profile.page.js';

@Controller('profile')
export class ProfileController {
  constructor(private readonly features: Features) {}

  @Get()
  show(@CurrentUser() user: Principal) {
    const rows = this.features.profileRows.map(({ label, value }) => ({ label, value: value(user) }));
    return page(ProfilePage, { rows }, { json: {} });
  }
}
