import { Controller, Get, Module, Post } from '@nestjs/common';
import { vi } from 'vitest';
import { FreshLogin } from '../../src/auth/access/access.decorators.js';

/** Called when one of the forms below does its work. */
export const done = vi.fn();

@Controller('test-safe')
class SafeController {
  @Get()
  @FreshLogin()
  show() {
    return { open: true };
  }

  @Post()
  @FreshLogin({ returnTo: '/settings/sessions' })
  change() {
    done();
    return { open: true };
  }

  @Post('lost')
  @FreshLogin()
  changeWithoutPage() {
    done();
    return { open: true };
  }
}

/** A page and forms that ask for a fresh login. */
@Module({ controllers: [SafeController] })
export class SafeModule {}
