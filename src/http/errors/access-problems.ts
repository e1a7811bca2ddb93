import { Problem } from './problem.js';

/**
 * Is thrown by guards when nobody is signed in; a filter of a team's own may catch it (`@Catch(LoginRequired)`) and
 * answer in another way.
 */
export class LoginRequired extends Problem {
  override readonly name: string = 'LoginRequired';

  /**
   * `loginPage` is a path of this site, or the address of a login page on another host; it gets `next`. `sendTo` is
   * where browsers are sent unchanged, when `next` is not the address of this request.
   */
  constructor(
    readonly loginPage = '/login',
    readonly sendTo?: string,
  ) {
    super('login_required');
  }
}

/** Is thrown when the page of this form was made for another account than the one that is signed in by now. */
export class AccountChangedHere extends Problem {
  constructor(readonly username: string) {
    super('account_changed');
  }
}

/** Is thrown when the authentication is too old. `returnTo` is where the person goes on after giving the password again. */
export class FreshLoginRequired extends Problem {
  override readonly name = 'FreshLoginRequired';

  constructor(readonly returnTo: string | null) {
    super('fresh_login_required');
  }
}

/**
 * Is thrown when this needs a second factor (level 2) and the session has shown one only. `returnTo` is where the
 * person goes on afterwards.
 */
export class SecondFactorRequired extends Problem {
  override readonly name = 'SecondFactorRequired';

  constructor(readonly returnTo: string | null) {
    super('second_factor_required');
  }
}

/**
 * Is thrown when the address of the account is not proven. Browsers are sent to `provenAt`, with the way back; where
 * nothing can be mailed there is no such page, and it is undefined.
 */
export class VerificationRequired extends Problem {
  override readonly name = 'VerificationRequired';

  constructor(readonly provenAt: string | undefined) {
    super('verification_required');
  }
}
