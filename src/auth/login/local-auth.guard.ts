import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { Problem } from '../../http/errors/problem.js';
import { SessionSerializer } from '../../sessions/express/session.serializer.js';
import { User } from '../../users/user.entity.js';
import { LocalStrategy } from './local.strategy.js';
import { noteLoginArrival } from './login-arrival.js';
import { LoginDto } from './login.dto.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';

const AUTHENTICATED = Symbol('the account that the credentials of this request prove');

type AuthenticatedRequest = Request & { [AUTHENTICATED]?: User };

/**
 * Verifies the credentials of a login before its handler runs: first the rules of the form (Nest runs guards before
 * pipes, so the documented guard would never see them), then the strategy, which asks the limits before it hashes. It
 * starts no session.
 */
@Injectable()
export class LocalAuthGuard implements CanActivate {
  constructor(
    private readonly forms: FormPipe,
    private readonly strategy: LocalStrategy,
    private readonly serializer: SessionSerializer,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    noteLoginArrival(request);
    // passport-local would take credentials from the query too, and queries end up in logs (ASVS 5.0 14.2.1).
    if ('identifier' in request.query || 'password' in request.query) throw new Problem('bad_request');
    const login = await this.forms.bind(LoginDto, request.body);
    request.body = login;
    const user = await this.authenticate(request, response).catch(asTooManyAttempts(login));
    if (user === null) throw new InvalidForm('invalid_credentials', login);
    request[AUTHENTICATED] = user;
    return true;
  }

  private authenticate(request: Request, response: Response): Promise<User | null> {
    // Passport hangs the callbacks of a request on the strategy that it is given, so each request needs its own.
    const strategy: LocalStrategy = Object.create(this.strategy);
    return new Promise((resolve, reject) => {
      const done = (error: unknown, user?: unknown) =>
        error ? reject(toError(error)) : resolve(user instanceof User ? user : null);
      const next: NextFunction = (error: unknown) => reject(toError(error));
      this.serializer.getPassportInstance().authenticate(strategy, { session: false }, done)(request, response, next);
    });
  }
}

/** Injects the account that the credentials of this login belong to. */
export const AuthenticatedUser = createParamDecorator((_data: unknown, context: ExecutionContext): User => {
  const user = context.switchToHttp().getRequest<AuthenticatedRequest>()[AUTHENTICATED];
  if (user === undefined) throw new Error('@AuthenticatedUser() needs LocalAuthGuard');
  return user;
});

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('passport');
}
