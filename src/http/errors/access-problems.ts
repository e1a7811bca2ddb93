import { Problem } from './problem.js';

/**
 * Nobody is signed in. Thrown by guards; a filter of a team's own may catch it (`@Catch(LoginRequired)`)
 * and answer in another way.
 */
export class LoginRequired extends Problem {
  override readonly name: string = 'LoginRequired';

  /**
   * `loginPage`: a path of this site, or the address of a login page on another host; it gets `next`.
   * `sendTo`: where browsers are sent as it stands, when `next` is not the address of this request.
   */
  constructor(
    readonly loginPage = '/login',
    readonly sendTo?: string,
  ) {
    super('login_required');
  }
}

/** The page that this form stands on was made for another account than the one that is signed in by now. */
export class AccountChangedHere extends Problem {
  constructor(readonly username: string) {
    super('account_changed');
  }
}

/** The proof is too old. `returnTo` is where the person goes on after giving the password again. */
export class FreshLoginRequired extends Problem {
  override readonly name = 'FreshLoginRequired';

  constructor(readonly returnTo: string | null) {
    super('fresh_login_required');
  }
}
