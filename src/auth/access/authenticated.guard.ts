import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { keepNothing } from '../../http/responses/keep-nothing.js';
import { Drafts } from '../drafts/drafts.service.js';
import { IS_PUBLIC } from '../../http/routing/public.decorator.js';
import { KEEPS_DRAFT } from './access-metadata.js';
import { LoginPageFinder } from './login-page.js';

/** Stands before every route: closed unless the handler or its controller says `@Public()`. */
@Injectable()
export class AuthenticatedGuard implements CanActivate {
  /** The handlers that say `@Public()`, or not: every request of a guest asks, and what a handler says never changes. */
  private readonly isPublic = new WeakMap<object, WeakMap<object, boolean>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly loginPages: LoginPageFinder,
    private readonly drafts: Drafts,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<never> {
    const isOpen = this.isForEverybody(context);
    // A message of a socket comes without an account, and there is no login page for it.
    if (context.getType() !== 'http') return isOpen;
    const request = context.switchToHttp().getRequest<Request>();
    // This comes before the handler, so that one that sends a file leaves it to no cache either unless it says so.
    keepNothing(context.switchToHttp().getResponse<Response>());
    if (request.user !== undefined || isOpen) return true;
    const refusal = new LoginRequired(this.loginPages.find(context), request.pendingStep);
    if (!this.says(KEEPS_DRAFT, context)) throw refusal;
    return this.drafts.keep(request, context.switchToHttp().getResponse<Response>()).then(() => Promise.reject(refusal));
  }

  private isForEverybody(context: ExecutionContext): boolean {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const known = this.isPublic.get(controller) ?? new WeakMap<object, boolean>();
    const isPublic = known.get(handler) ?? this.says(IS_PUBLIC, context);
    if (!known.has(handler)) this.isPublic.set(controller, known.set(handler, isPublic));
    return isPublic;
  }

  private says(word: symbol, context: ExecutionContext): boolean {
    return this.reflector.getAllAndOverride<boolean | undefined>(word, [context.getHandler(), context.getClass()]) === true;
  }
}
