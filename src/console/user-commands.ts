import { Injectable } from '@nestjs/common';
import { RegistrationService } from '../auth/register/registration.service.js';
import { NEW_PASSWORD_REQUIRED } from '../auth/login/new-password-required.js';
import { Features } from '../features/features.js';
import { InvalidForm } from '../http/errors/invalid-form.js';
import { SecondFactorRemoval } from '../auth/access/second-factor-removal.js';
import { AccountChangesService, type AlsoDone } from '../users/account-changes.service.js';
import { AccountEvents, type AccountEventName } from '../users/account-events.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AccountList } from './account-list.js';
import { AccountMails } from './account-mails.js';
import { RoleCommands } from './role-commands.js';
import { askPassword } from './ask-password.js';
import { PasswordSetter } from './password-setter.js';
import { SecondFactorReset } from './second-factor-reset.js';
import { described, refusal, refusingRoles, tell } from './told.js';

const USAGE = `npm run user -- create <username> <e-mail> [--role <role>]  (asks for the password, or reads it from standard input)
npm run user -- password <username or e-mail>   (likewise; logs out everywhere)
npm run user -- show <username or e-mail>
npm run user -- disable | enable | logout | delete <username or e-mail>
npm run user -- send-reset <username or e-mail> (mails a link for a new password)
npm run user -- require-new-password <username or e-mail> (its next login asks for one; logs out everywhere)
npm run user -- verify <username or e-mail>     (the address counts as proven)
npm run user -- reset-second-factor <username or e-mail> (the password alone logs in again; logs out everywhere)
npm run user -- grant | revoke <username or e-mail> <role>
npm run user -- list [--state active | disabled] [--match <part of name or e-mail>] [--limit <1 to 500>] [--after <username>]
`;

/** Runs the operator's commands on accounts: the rules are those of the web, and every instance knows at its next request. */
@Injectable()
export class UserCommands {
  constructor(
    private readonly users: UsersService,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
    private readonly registration: RegistrationService,
    private readonly features: Features,
    private readonly passwords: PasswordSetter,
    private readonly list: AccountList,
    private readonly mails: AccountMails,
    private readonly secondFactors: SecondFactorReset,
    private readonly factors: SecondFactorRemoval,
    private readonly roles: RoleCommands,
  ) {}

  /** Runs one command and returns the exit code. */
  run(args: readonly string[]): Promise<number> {
    return refusingRoles(() => this.runCommand(args));
  }

  private async runCommand([command = '', ...rest]: readonly string[]): Promise<number> {
    if (command === 'list') return this.showList(rest);
    const [name = '', second = ''] = rest;
    if (command === 'create') return this.create(rest);
    const act = Object.hasOwn(ACTIONS, command) ? ACTIONS[command] : undefined;
    const work = this.workOf(command, second);
    if ((act === undefined && work === undefined) || name === '') return tell(USAGE, 2);
    const user = await this.users.findByIdentifier(name);
    if (user === null) return tell('There is no such account.\n', 1);
    if (act === undefined) return work?.(user) ?? tell(USAGE, 2);
    if (act.event === undefined) return tell(described(user), 0);
    // Whoever logs somebody out everywhere may do it for a device that is lost: it must not be spared the second step.
    await act.change?.(this.changes, user, (account, em) => this.factors.endTrust(em, account));
    this.events.announce(act.event, { accountId: user.id, reason: 'operator' });
    return tell(`${user.username}: ${act.done}\n`, 0);
  }

  /** These commands tell for themselves how they went. */
  private workOf(command: string, role: string): ((user: User) => Promise<number>) | undefined {
    if (role !== '' && (command === 'grant' || command === 'revoke')) return (user) => this.roles[command](user, role);
    if (command === 'password') return (user) => this.setPassword(user);
    if (command === 'reset-second-factor') return (user) => this.secondFactors.reset(user);
    if (command === 'send-reset') return (user) => this.mails.sendReset(user);
    return command === 'verify' ? (user) => this.mails.verify(user) : undefined;
  }

  private async create(args: readonly string[]): Promise<number> {
    const wanted = this.roles.newAccount(args);
    if (wanted === undefined) return tell(USAGE, 2);
    const { username, email, roles } = wanted;
    const form = { username, email, ...(await askPassword()) };
    return this.toldRefusal(async () => {
      const user = await this.registration.registerForOperator(form, roles);
      this.roles.announce(user);
      return described(user);
    });
  }

  private async setPassword(user: User): Promise<number> {
    const typed = await askPassword();
    return this.toldRefusal(async () => {
      await this.passwords.set(user, typed);
      return `${user.username}: has the new password and is logged out everywhere\n`;
    });
  }

  private async showList(args: readonly string[]): Promise<number> {
    const page = await this.list.page(args);
    return page === undefined ? tell(USAGE, 2) : tell(page, 0);
  }

  /** Tells what the work returns, or which rules of its form are broken. */
  private async toldRefusal(work: () => Promise<string>): Promise<number> {
    try {
      return tell(await work(), 0);
    } catch (error) {
      if (!(error instanceof InvalidForm)) throw error;
      return tell(refusal(this.features.texts, error), 1);
    }
  }
}

interface Action {
  /** This is missing for a command that changes nothing. */
  readonly event?: AccountEventName;
  readonly change?: (changes: AccountChangesService, user: User, also: AlsoDone) => Promise<unknown>;
  readonly done?: string;
}

const ACTIONS: Readonly<Record<string, Action | undefined>> = {
  show: {},
  disable: {
    event: 'user-disabled',
    change: (changes, user, also) => changes.setActive(user, false, also),
    done: 'disabled and logged out',
  },
  'require-new-password': {
    event: NEW_PASSWORD_REQUIRED,
    change: (changes, user, also) => changes.requireNewPassword(user, also),
    done: 'is logged out everywhere, and asked for a new password at the next login',
  },
  enable: { event: 'user-enabled', change: (changes, user, also) => changes.setActive(user, true, also), done: 'enabled' },
  logout: {
    event: 'session-revoked',
    change: (changes, user, also) => changes.revokeAll(user, {}, also),
    done: 'logged out everywhere',
  },
};
