import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { Drafts } from '../drafts/drafts.service.js';
import { IS_PUBLIC, KEEPS_DRAFT } from './access-metadata.js';
import { LoginPageFinder } from './login-page.js';

/** Stands before every route: closed unless the handler or its controller says `@Public()`. */
@Injectable()
export class AuthenticatedGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly loginPages: LoginPageFinder,
    private readonly drafts: Drafts,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<never> {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.user !== undefined || this.says(IS_PUBLIC, context)) return true;
    const refusal = new LoginRequired(this.loginPages.find(context), request.pendingStep);
    if (!this.says(KEEPS_DRAFT, context)) throw refusal;
    return this.drafts.keep(request, context.switchToHttp().getResponse<Response>()).then(() => Promise.reject(refusal));
  }

  private says(word: symbol, context: ExecutionContext): boolean {
    return this.reflector.getAllAndOverride<boolean | undefined>(word, [context.getHandler(), context.getClass()]) === true;
  }
}
