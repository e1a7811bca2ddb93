import type { User } from '../../users/user.entity.js';
import { LoginStep } from '../login/login-steps.js';

/** Holds back every login of an account whose address is not proven, remembered ones too. */
export class VerificationStep extends LoginStep {
  readonly name = 'verify-email';
  readonly path = '/verify-email';
  /** It comes after the steps that show who somebody is. */
  readonly order = 900;

  isDue(user: User): boolean {
    return user.emailVerifiedAt === null;
  }

  override isDueOnRestore(user: User): boolean {
    return this.isDue(user);
  }
}
