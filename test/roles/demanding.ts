/** Routes that ask for roles and permissions in each place where that can be said. */

import { Controller, Get, Module, Post } from '@nestjs/common';
import { LoginPage, Public } from '../../src/auth/access/access.decorators.js';
import { Feature } from '../../src/features/feature.js';
import { Can, Roles } from '../../src/roles/roles.decorators.js';

declare module '../../src/features/role-catalogue.js' {
  interface RoleCatalogue {
    reader: true;
    writer: true;
  }
  interface PermissionCatalogue {
    'shelf.read': true;
    'shelf.write': true;
  }
}

@Controller('test-roles')
class HandlersController {
  @Get('admin')
  @Roles('admin')
  admin() {
    return { open: true };
  }

  @Post('admin')
  @Roles('admin')
  act() {
    return { open: true };
  }

  @Get('either')
  @Roles('reader', 'writer')
  either() {
    return { open: true };
  }

  @Get('two-roles')
  @Roles('reader')
  @Roles('writer')
  twoRoles() {
    return { open: true };
  }

  @Get('read')
  @Can('shelf.read')
  read() {
    return { open: true };
  }

  @Get('read-and-write')
  @Can('shelf.read', 'shelf.write')
  readAndWrite() {
    return { open: true };
  }

  @Get('disable')
  @Can('users.disable')
  disable() {
    return { open: true };
  }

  @Get('public')
  @Public()
  @Roles('reader')
  isPublic() {
    return { open: true };
  }
}

@Roles('reader')
@Controller('test-roles/controller')
class WholeController {
  @Get()
  show() {
    return { open: true };
  }

  @Get('narrow')
  @Roles('writer')
  narrow() {
    return { open: true };
  }
}

@Controller('test-roles/extended')
class ExtendedController extends WholeController {}

@Controller('test-roles/module')
class InsideController {
  @Get()
  show() {
    return { open: true };
  }

  @Get('narrow')
  @Can('shelf.write')
  narrow() {
    return { open: true };
  }
}

@Roles('reader')
@LoginPage('/shelf/login')
@Module({ controllers: [InsideController] })
class ShelfModule {}

@Module({ imports: [ShelfModule], controllers: [HandlersController, WholeController, ExtendedController] })
@Feature({
  roles: { reader: ['shelf.read'], writer: ['shelf.write'] },
  navigation: [
    { label: 'settingsTitle', path: '/test-roles/admin', order: 950, role: 'admin' },
    { label: 'settingsTitle', path: '/test-roles/read', order: 951, role: 'reader', audience: ({ active }) => active },
  ],
})
export class DemandingModule {}
