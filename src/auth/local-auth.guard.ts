import { type CanActivate, createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { FormPipe } from '../http/form.pipe.js';
import { FormRefused } from '../http/form-refused.js';
import { Refusal } from '../http/problems.js';
import { SessionSerializer } from '../sessions/session.serializer.js';
import { User } from '../users/user.entity.js';
import { LocalStrategy } from './local.strategy.js';
import { LoginDto } from './login/login.dto.js';
import { refusedTry } from './throttle/refused-try.js';
import { Turnstile } from './turnstile.js';

const PROVEN = Symbol('the account that the credentials of this request prove');

type ProvenRequest = Request & { [PROVEN]?: User };

/**
 * Proves the credentials of a login before its handler runs: first the rules of the form (Nest runs guards
 * before pipes, so the documented guard would never see them), then the strategy, which asks the throttle
 * before it hashes. Starts no session.
 */
@Injectable()
export class LocalAuthGuard implements CanActivate {
  private readonly turnstile = new Turnstile();

  constructor(
    @Inject(FormPipe) private readonly forms: FormPipe,
    @Inject(LocalStrategy) private readonly strategy: LocalStrategy,
    @Inject(SessionSerializer) private readonly serializer: SessionSerializer,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ProvenRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    // passport-local would take them from the query too, and queries end up in logs (ASVS 5.0 14.2.1).
    if ('identifier' in request.query || 'password' in request.query) throw new Refusal('bad_request');
    await this.turnstile.pass();
    const login = await this.forms.bind(LoginDto, request.body);
    request.body = login;
    const user = await this.prove(request, response).catch(refusedTry(login));
    if (user === null) throw new FormRefused('invalid_credentials', login);
    request[PROVEN] = user;
    return true;
  }

  private prove(request: Request, response: Response): Promise<User | null> {
    // Passport hangs the callbacks of a request on the strategy that it is given: each needs its own.
    const strategy: LocalStrategy = Object.create(this.strategy);
    return new Promise((resolve, reject) => {
      const done = (error: unknown, user?: unknown) =>
        error ? reject(toError(error)) : resolve(user instanceof User ? user : null);
      const next: NextFunction = (error: unknown) => reject(toError(error));
      this.serializer.getPassportInstance().authenticate(strategy, { session: false }, done)(request, response, next);
    });
  }
}

/** The account that the credentials of this login prove. */
export const ProvenUser = createParamDecorator((_data: unknown, context: ExecutionContext): User => {
  const user = context.switchToHttp().getRequest<ProvenRequest>()[PROVEN];
  if (user === undefined) throw new Error('@ProvenUser() needs LocalAuthGuard');
  return user;
});

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('passport');
}
