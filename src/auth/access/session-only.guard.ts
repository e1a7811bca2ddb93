import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Problem } from '../../http/errors/problem.js';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';

/** Refuses whoever a header signed in for one request only: there is no session to continue or to make fresh. */
@Injectable()
export class SessionOnlyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (liveRecordOf(context.switchToHttp().getRequest<Request>()) !== undefined) return true;
    throw new Problem('session_required');
  }
}
