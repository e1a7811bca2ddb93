import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-local';
import type { User } from '../../users/user.entity.js';
import { AuthService } from '../auth.service.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';

/** Passport's question, answered by the auth service: whose are these credentials? */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy) {
  constructor(
    private readonly auth: AuthService,
    private readonly clients: LoginAttempts,
  ) {
    super({ usernameField: 'identifier', passwordField: 'password', passReqToCallback: true });
  }

  async validate(request: Request, identifier: string, password: string): Promise<User | false> {
    return (await this.auth.verify({ identifier, password }, this.clients.of(request))) ?? false;
  }
}
