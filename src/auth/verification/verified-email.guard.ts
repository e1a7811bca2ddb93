import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import type { Request } from 'express';
import { LoginRequired, VerificationRequired } from '../../http/errors/access-problems.js';
import { Outbox } from '../../mail/outbox.js';

/** Admits those whose address is proven; where nothing can be mailed, an operator proves it (`npm run user`). */
@Injectable()
export class VerifiedEmailGuard implements CanActivate {
  constructor(private readonly outbox: Outbox) {}

  canActivate(context: ExecutionContext): boolean {
    const { user } = context.switchToHttp().getRequest<Request>();
    if (user === undefined) throw new LoginRequired();
    if (user.emailVerified) return true;
    throw new VerificationRequired(this.outbox.isOpen ? '/verify-email' : undefined);
  }
}

/**
 * Requires an account whose person has proven that they read the mail of its address: browsers are sent to
 * `/verify-email`, programs get a 403 `verification_required`.
 */
export const VerifiedEmail = () => applyDecorators(UseGuards(VerifiedEmailGuard));
