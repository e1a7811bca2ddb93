import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { networkOf } from '../../http/client/network-of.js';
import { clientAddress } from '../../http/client/trusted-proxies.js';
import { Problem } from '../../http/errors/problem.js';
import { HandlerWord } from '../../http/routing/handler-word.js';
import { routePattern } from '../../http/routing/route-pattern.js';
import { RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';
import { AccountEvents } from '../../users/account-events.js';
import { ROUTE_LIMIT, type RouteLimit } from './limit.decorator.js';

/** Counts requests of handlers that say `@Limit`, before their body is read; whoever is over the limit gets a 429. */
@Injectable()
export class LimitGuard implements CanActivate {
  private readonly limits = new HandlerWord<RouteLimit>(ROUTE_LIMIT);

  constructor(
    private readonly limiter: RateLimiter,
    private readonly events: AccountEvents,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const limit = this.limits.of(context.getHandler());
    return limit === undefined || this.count(context.switchToHttp().getRequest<Request>(), limit);
  }

  private async count(request: Request, { windows, by }: RouteLimit): Promise<true> {
    // HEAD runs the handler of GET, so both are one count.
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const whose = `${method} ${routePattern(request)}\n${asker(request, by)}`;
    try {
      await this.limiter.consume({ of: 'route', whose, limits: windows });
      return true;
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      this.events.announce('throttled', { accountId: request.user?.id, reason: error.of });
      throw new Problem('too_many_attempts', { headers: { 'Retry-After': String(error.retryAfter) } });
    }
  }
}

function asker(request: Request, by: RouteLimit['by']): string {
  const { user } = request;
  return by === 'account' && user !== undefined ? `account ${user.id}` : `address ${networkOf(clientAddress(request))}`;
}
