import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LoginPageFinder } from '../auth/access/login-page.js';
import { Features } from '../features/features.js';
import { LoginRequired } from '../http/errors/access-problems.js';
import { Problem } from '../http/errors/problem.js';
import type { Demand } from './access-demands.js';
import { Demands } from './demands.service.js';

/**
 * Stands before every route, after the guard that asks for a login, and asks what `@Roles()` and `@Can()` say. It reads
 * the principal of this request, so a role that was taken away is gone at the next request.
 */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly demands: Demands,
    private readonly features: Features,
    private readonly loginPages: LoginPageFinder,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const demands = this.demands.of(context.getClass(), context.getHandler());
    if (demands.length === 0) return true;
    // A message of a socket comes without an account.
    if (context.getType() !== 'http') return false;
    const { user, pendingStep } = context.switchToHttp().getRequest<Request>();
    // This handler says @Public() too: what it demands still holds.
    if (user === undefined) throw new LoginRequired(this.loginPages.find(context), pendingStep);
    const broken = demands.find((demand) => !this.isMet(demand, user.roles));
    if (broken === undefined) return true;
    throw new Problem('forbidden', {
      reason: `needs ${'oneOf' in broken ? broken.oneOf.join(' or ') : broken.allOf.join(' and ')}`,
    });
  }

  private isMet(demand: Demand, roles: readonly string[]): boolean {
    if ('oneOf' in demand) return demand.oneOf.some((role) => roles.includes(role));
    return demand.allOf.every((permission) => this.features.roles.give(roles, permission));
  }
}
