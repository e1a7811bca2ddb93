import type { INestApplication } from '@nestjs/common';
import type { RoleName } from '../features/role-catalogue.js';
import { LoginSteps } from '../auth/login/login-steps.js';
import { AccountRoles } from '../roles/account-roles.service.js';
import { AccountEvents } from '../users/account-events.js';
import { PasswordHasher } from '../users/passwords/password-hasher.js';
import { PrincipalsService } from '../users/principal/principals.service.js';
import { UsersService } from '../users/users.service.js';
import { logIn, PASSWORD, SignedInVisitor, someone } from './person.js';

type Extras = Readonly<Record<string, unknown>>;

export interface SignedInOptions {
  /** The account has this role. */
  readonly role?: RoleName;
  /** The account has these roles too. */
  readonly roles?: readonly RoleName[];
  /** These stand beside, or in place of, what a team's own PrincipalExtras gives. */
  readonly extras?: Extras;
  /** This is true when the box for remember-me is ticked. */
  readonly remember?: boolean;
  /** Every request has these, such as `user-agent`: a session is fresh only for the client that began it. */
  readonly headers?: Record<string, string>;
}

/**
 * Makes people who are signed in, by the product's own login with its rules, limits, events and cookies. What a test
 * would only wait for is left out: bcrypt, whose answer for these accounts is known, and the steps of this one login.
 */
export class SignedIn {
  private readonly hash: Promise<string>;
  private readonly letThrough = new Set<string>();
  private readonly given = new Map<string, SignedInOptions>();

  constructor(
    private readonly app: INestApplication,
    private readonly origin: string,
  ) {
    const hasher = app.get(PasswordHasher);
    this.hash = hasher.hash(PASSWORD);
    this.knowPassword(hasher);
    this.knowExtras(app.get(PrincipalsService));
    this.letThroughSteps(app.get(LoginSteps));
  }

  /** Throws for a role that no module of this product declares, and what the login answered when it is refused. */
  async visitor(options: SignedInOptions = {}): Promise<SignedInVisitor> {
    const person = someone();
    const { username, email } = person;
    const roles = [...new Set([...(options.role === undefined ? [] : [options.role]), ...(options.roles ?? [])])].toSorted();
    // It would give nothing, and a test that expects a refusal would pass.
    for (const role of roles) this.app.get(AccountRoles).checkRole(role);
    const { id } = await this.app.get(UsersService).create({ username, email, passwordHash: await this.hash, roles });
    this.given.set(id, options);
    this.app.get(AccountEvents).announce('registered', { accountId: id });
    const visitor = new SignedInVisitor(this.origin, options.headers ?? {}, { ...person, id });
    this.letThrough.add(id);
    const { status, text } = await logIn(visitor, person, 'json', options.remember === true ? { remember: true } : {});
    this.letThrough.delete(id);
    if (status !== 200) throw new Error(`the login of a test's person was answered ${status}: ${text}`);
    return visitor;
  }

  private knowPassword(hasher: PasswordHasher): void {
    const matches = hasher.matches.bind(hasher);
    hasher.matches = async (password, stored, request) =>
      (password === PASSWORD && stored === (await this.hash)) || matches(password, stored, request);
  }

  private knowExtras(principals: PrincipalsService): void {
    const read = principals.read.bind(principals);
    principals.read = async (accountId, em) => {
      const [principal, given] = [await read(accountId, em), this.given.get(accountId)];
      return principal === null || given?.extras === undefined
        ? principal
        : { ...principal, extras: { ...principal.extras, ...given.extras } };
    };
  }

  private letThroughSteps(steps: LoginSteps): void {
    const nextDue = steps.nextDue.bind(steps);
    steps.nextDue = async (user, login, em) => (this.letThrough.has(user.id) ? undefined : nextDue(user, login, em));
  }
}
