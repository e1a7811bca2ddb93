import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { OutcomeThrown } from '../http/outcome-thrown.js';
import { redirect } from '../http/outcome.js';
import { shownUser } from '../http/responder.js';
import { SafeRedirect } from '../http/safe-redirect.js';

/** Sends who is signed in away from pages for guests, before any rule of their forms is asked. */
@Injectable()
export class GuestOnlyGuard implements CanActivate {
  constructor(@Inject(SafeRedirect) private readonly safeRedirect: SafeRedirect) {}

  canActivate(context: ExecutionContext): boolean {
    const { user, body, query } = context.switchToHttp().getRequest<Request<unknown, unknown, { next?: unknown } | undefined>>();
    if (user === undefined) return true;
    throw new OutcomeThrown(redirect(this.safeRedirect.orDefault(body?.next ?? query['next']), { user: shownUser(user) }));
  }
}
