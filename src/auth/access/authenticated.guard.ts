import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { IS_PUBLIC } from './access-metadata.js';
import { LoginPageFinder } from './login-page.js';

/** Stands before every route: closed unless the handler or its controller says `@Public()`. */
@Injectable()
export class AuthenticatedGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly loginPages: LoginPageFinder,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { user, pendingStep } = context.switchToHttp().getRequest<Request>();
    if (user !== undefined) return true;
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [context.getHandler(), context.getClass()]);
    if (isPublic === true) return true;
    throw new LoginRequired(this.loginPages.find(context), pendingStep);
  }
}
