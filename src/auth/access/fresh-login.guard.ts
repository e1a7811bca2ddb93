import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { FreshLoginRequired, LoginRequired } from '../../http/errors/access-problems.js';
import { Problem } from '../../http/errors/problem.js';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';
import { isFresh } from '../../sessions/record/session-expiry.js';
import { FRESH_LOGIN, type FreshLoginOptions } from './access-metadata.js';
import { refuseImpersonation } from './not-impersonated.guard.js';

/** Refuses an authentication that is older than FRESH_LOGIN_FOR, for handlers that say `@FreshLogin()`. */
@Injectable()
export class FreshLoginGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { user, method, originalUrl } = request;
    if (user === undefined) throw new LoginRequired();
    refuseImpersonation(request);
    const record = liveRecordOf(request);
    // A header signed this request in, and no password would make that fresh.
    if (record === undefined) throw new Problem('session_required');
    const handlers = [context.getHandler(), context.getClass()];
    const options = this.reflector.getAllAndOverride<FreshLoginOptions | undefined>(FRESH_LOGIN, handlers);
    if (isFresh(record, this.settings, options?.by)) return true;
    // A form that is refused is not sent again, so the person returns to the page that it stands on.
    const isPage = method === 'GET' || method === 'HEAD';
    throw new FreshLoginRequired(isPage ? originalUrl : (options?.returnTo ?? null));
  }
}
