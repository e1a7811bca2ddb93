import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';

const ROLE = 'the role that a handler needs';

@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const needed = this.reflector.getAllAndOverride<string>(ROLE, [context.getHandler(), context.getClass()]);
    const roles = context.switchToHttp().getRequest<Request>().user?.extras?.['roles'];
    return Array.isArray(roles) && roles.includes(needed);
  }
}

/** Lets only people with this role in; others get a 403 `forbidden`. */
export const NeedsRole = (role: string) => applyDecorators(SetMetadata(ROLE, role), UseGuards(RoleGuard));
