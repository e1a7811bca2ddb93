import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { LoginRequired } from '../http/access-refusals.js';
import { IS_PUBLIC } from './access-metadata.js';
import { LoginPageOf } from './login-page-of.js';

/** Stands before every route: closed unless the handler or its controller says `@Public()`. */
@Injectable()
export class AuthenticatedGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(LoginPageOf) private readonly loginPages: LoginPageOf,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<Request>().user !== undefined) return true;
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [context.getHandler(), context.getClass()]);
    if (isPublic === true) return true;
    throw new LoginRequired(this.loginPages.find(context));
  }
}
