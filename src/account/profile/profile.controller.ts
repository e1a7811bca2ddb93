import { Controller, Get } from '@nestjs/common';
import { page } from '../../http/responses/outcome.js';
import { ProfilePage } from './profile.page.js';

@Controller('profile')
export class ProfileController {
  @Get()
  show() {
    return page(ProfilePage, {});
  }
}
