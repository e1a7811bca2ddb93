import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { LoginRequired, SecondFactorRequired } from '../../http/errors/access-problems.js';
import { Problem } from '../../http/errors/problem.js';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';
import { levelOf } from '../../sessions/record/authentication.js';
import { SECOND_FACTOR, type SecondFactorOptions } from './access-metadata.js';
import { SecondFactorStatus } from './second-factor-status.js';
import { refuseImpersonation } from './not-impersonated.guard.js';

/** Refuses a session that has shown one factor only (level 1), for handlers that say `@SecondFactor()`. */
@Injectable()
export class SecondFactorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly status: SecondFactorStatus,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const { user, method, originalUrl } = request;
    if (user === undefined) throw new LoginRequired();
    refuseImpersonation(request);
    const record = liveRecordOf(request);
    // A header signed this request in, and nothing would raise its level.
    if (record === undefined) throw new Problem('session_required');
    if (!record.suspicious && levelOf(record.authentications) === 2) return true;
    const handlers = [context.getHandler(), context.getClass()];
    const options = this.reflector.getAllAndOverride<SecondFactorOptions | undefined>(SECOND_FACTOR, handlers);
    if (options?.onlyIfSetUp === true && !(await this.status.of(user.id)).afterPassword) return true;
    const isPage = method === 'GET' || method === 'HEAD';
    throw new SecondFactorRequired(isPage ? originalUrl : (options?.returnTo ?? null));
  }
}
