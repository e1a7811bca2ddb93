import { Controller, Get } from '@nestjs/common';
import { Public } from '../../auth/access/access.decorators.js';
import { redirectAll } from '../../http/responses/outcome.js';

/** Password managers look here for the page that changes a password (W3C, a well-known URL). */
@Public()
@Controller('.well-known/change-password')
export class ChangePasswordUrlController {
  @Get()
  show() {
    return redirectAll('/settings/password');
  }
}
