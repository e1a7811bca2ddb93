import { Controller, ForbiddenException, Get, Module, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from '../../src/auth/access/access.decorators.js';
import { SessionStore } from '../../src/sessions/express/session-store.js';

/** What the product itself has no route for. */
@Controller('test')
class TestController {
  constructor(private readonly store: SessionStore) {}

  @Public()
  @Get('forbidden')
  forbidden() {
    throw new ForbiddenException();
  }

  @Public()
  @Get('fault')
  fault() {
    throw new Error('a fault of ours');
  }

  /** Writes to a session that has ended since this request began. */
  @Post('late-write')
  async writeLate(@Req() { session, sessionID }: Request) {
    await this.store.revoke(sessionID, 'revoked');
    Object.assign(session, { changed: true });
    return { done: true };
  }
}

@Module({ controllers: [TestController] })
export class TestRoutes {}
