import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { CurrentUser, Public } from '../../src/auth/access/access.decorators.js';
import { CrossSite } from '../../src/http/safety/cross-site.decorator.js';
import type { Principal } from '../../src/users/principal/principal.js';

/** Tells who is asking, to pages of any site. */
@Controller('test/who')
class WhoController {
  @Public()
  @CrossSite()
  @Post()
  @HttpCode(200)
  tell(@CurrentUser() user: Principal | null) {
    return { user: user?.username ?? null };
  }
}

@Module({ controllers: [WhoController] })
export class CrossSiteWhoModule {}
