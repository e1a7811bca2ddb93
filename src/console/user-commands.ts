import { Injectable } from '@nestjs/common';
import { RegistrationService } from '../auth/register/registration.service.js';
import { Features } from '../features/features.js';
import { InvalidForm } from '../http/errors/invalid-form.js';
import { AccountChangesService } from '../users/account-changes.service.js';
import { AccountEvents, type AccountEventName } from '../users/account-events.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { textFor, type Texts } from '../texts/texts.js';
import { askPassword } from './ask-password.js';

const USAGE = `npm run user -- create <username> <e-mail>      (asks for the password, or reads it from standard input)
npm run user -- show <username or e-mail>
npm run user -- disable | enable | logout | delete <username or e-mail>
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
  ) {}

  /** Runs one command and returns the exit code. */
  async run([command = '', name = '', email = '']: readonly string[]): Promise<number> {
    if (command === 'create' && name !== '' && email !== '') return this.create(name, email);
    const act = Object.hasOwn(ACTIONS, command) ? ACTIONS[command] : undefined;
    if (act === undefined || name === '') return tell(USAGE, 2);
    const user = await this.users.findByIdentifier(name);
    if (user === null) return tell('There is no such account.\n', 1);
    if (act.event === undefined) return tell(describe(user), 0);
    await act.change?.(this.changes, user);
    this.events.announce(act.event, { accountId: user.id, reason: 'operator' });
    return tell(`${user.username}: ${act.done}\n`, 0);
  }

  private async create(username: string, email: string): Promise<number> {
    const password = await askPassword();
    try {
      const user = await this.registration.registerForOperator({ username, email, password, passwordConfirmation: password });
      return tell(describe(user), 0);
    } catch (error) {
      if (!(error instanceof InvalidForm)) throw error;
      return tell(messages(this.features.texts, error), 1);
    }
  }
}

interface Action {
  /** This is missing for a command that changes nothing. */
  readonly event?: AccountEventName;
  readonly change?: (changes: AccountChangesService, user: User) => Promise<unknown>;
  readonly done?: string;
}

const ACTIONS: Readonly<Record<string, Action | undefined>> = {
  show: {},
  disable: { event: 'user-disabled', change: (changes, user) => changes.setActive(user, false), done: 'disabled and logged out' },
  enable: { event: 'user-enabled', change: (changes, user) => changes.setActive(user, true), done: 'enabled' },
  logout: {
    event: 'session-revoked',
    change: (changes, user) => changes.renewSecurityStamp(user),
    done: 'logged out everywhere',
  },
  delete: { event: 'user-deleted', change: (changes, user) => changes.delete(user), done: 'deleted' },
};

function describe({ id, username, email, active, createdAt }: User): string {
  const state = active ? 'active' : 'disabled';
  return `id         ${id}\nusername   ${username}\nemail      ${email}\nstate      ${state}\ncreated    ${createdAt.toISOString()}\n`;
}

function messages(texts: Texts, { errors }: InvalidForm): string {
  const lines = Object.entries(errors).flatMap(([field, broken]) =>
    broken.map(({ code, values }) => `${field}: ${textFor(texts, code, values)}\n`),
  );
  return lines.join('');
}

function tell(text: string, exitCode: number): number {
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  return exitCode;
}
