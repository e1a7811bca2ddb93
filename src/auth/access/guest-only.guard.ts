import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { OutcomeThrown } from '../../http/responses/outcome-thrown.js';
import { redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';

/** Sends whoever is signed in away from pages for guests, before any rule of their forms is checked. */
@Injectable()
export class GuestOnlyGuard implements CanActivate {
  constructor(private readonly safeRedirect: SafeRedirect) {}

  canActivate(context: ExecutionContext): boolean {
    const { user, body, query } = context.switchToHttp().getRequest<Request<unknown, unknown, { next?: unknown } | undefined>>();
    if (user === undefined) return true;
    throw new OutcomeThrown(redirect(this.safeRedirect.orDefault(body?.next ?? query['next']), { user: shownUser(user) }));
  }
}
