import { Injectable } from '@nestjs/common';
import type { User } from '../../users/user.entity.js';
import { LoginStep } from '../login/login-steps.js';

/**
 * Asks for a new password before the session begins. A restore is not asked: remember-me has not shown the present
 * password, and whoever holds its cookie must not set another.
 */
@Injectable()
export class NewPasswordStep extends LoginStep {
  readonly name = 'new-password';
  readonly path = '/login/new-password';
  /** It comes last, because by then everything else has shown who it is. */
  readonly order = 980;

  isDue({ mustChangePassword }: User): boolean {
    return mustChangePassword;
  }
}
