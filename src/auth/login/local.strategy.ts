import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Strategy, type VerifyFunctionWithRequest } from 'passport-local';
import { SessionSerializer } from '../../sessions/express/session.serializer.js';
import { AuthService } from '../auth.service.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';

const OPTIONS = { usernameField: 'identifier', passwordField: 'password', passReqToCallback: true } as const;

/**
 * Lets the auth service verify the credentials that Passport hands over. It is registered as `local` in the
 * application's own Passport; Nest's mixin would register it in that of the process, for every application in it.
 */
@Injectable()
export class LocalStrategy extends Strategy {
  constructor(auth: AuthService, clients: LoginAttempts, serializer: SessionSerializer) {
    super(OPTIONS, verifyBy(auth, clients));
    serializer.getPassportInstance().use(this);
  }
}

function verifyBy(auth: AuthService, clients: LoginAttempts): VerifyFunctionWithRequest {
  return (request: Request, identifier, password, done) => {
    // The result is the account itself, which is no user of a request yet; Passport's types know only of those.
    const settle = done as (error: unknown, user?: object | false) => void;
    auth.verify({ identifier, password }, clients.of(request)).then((user) => settle(null, user ?? false), settle);
  };
}
