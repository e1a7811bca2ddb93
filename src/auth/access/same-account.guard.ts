import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AccountChangedHere } from '../../http/errors/access-problems.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';

/**
 * Binds forms to the account that saw them: a page of one account, sent when another has logged in to this browser,
 * would act on that other one. Every form of ours names its account (see views/form.tsx); programs may. An account that
 * is no text, such as a field that came twice, is refused like any other field.
 */
@Injectable()
export class SameAccountGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { user, body } = context.switchToHttp().getRequest<Request<unknown, unknown, { account?: unknown } | undefined>>();
    const account = typeof body === 'object' && body !== null && Object.hasOwn(body, 'account') ? body.account : undefined;
    if (user === undefined || account === undefined || account === null || account === '' || account === user.id) return true;
    if (typeof account !== 'string') throw new InvalidForm('validation_failed', undefined, { account: [{ code: 'notText' }] });
    throw new AccountChangedHere(user.username);
  }
}
