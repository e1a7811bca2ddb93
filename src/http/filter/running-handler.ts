import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { rememberHandler } from '../../faults/handler-place.js';
import { RUNNING_HANDLER } from '../request-state.js';

/** Keeps on each request which handler it runs. For development only. */
export const noteHandler: CanActivate = {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'http') context.switchToHttp().getRequest<Request>()[RUNNING_HANDLER] = context.getHandler();
    return true;
  },
};

/** Lets a report of this error show the handler, where {@link noteHandler} has kept it. */
export function noteOrigin(error: unknown, request: Request): void {
  const handler = request[RUNNING_HANDLER];
  if (handler !== undefined) rememberHandler(error, handler);
}
