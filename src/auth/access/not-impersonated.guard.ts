import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Problem } from '../../http/errors/problem.js';

/** Throws `impersonating` where an administrator acts as the person of this request: no authentication would help. */
export function refuseImpersonation({ user }: Pick<Request, 'user'>): void {
  if (user?.impersonatedBy !== undefined) throw new Problem('impersonating');
}

/** Refuses an administrator who acts as somebody, for what only the person themselves may do. */
@Injectable()
export class NotImpersonatedGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    refuseImpersonation(context.switchToHttp().getRequest<Request>());
    return true;
  }
}
