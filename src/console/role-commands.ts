import { parseArgs } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AccountRoles } from '../roles/account-roles.service.js';
import { AccountEvents } from '../users/account-events.js';
import type { User } from '../users/user.entity.js';
import { rolesOf, tell } from './told.js';

/** This is how the log calls whoever gives and takes roles here. */
const REASON = 'operator';

export interface WantedAccount {
  readonly username: string;
  readonly email: string;
  readonly roles: readonly string[];
}

/** Gives and takes roles for an operator. */
@Injectable()
export class RoleCommands {
  constructor(
    private readonly roles: AccountRoles,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Reads `<username> <e-mail> [--role <role>]...`; returns undefined where it is anything else. Throws UnknownRole before
   * anybody is asked for a password.
   */
  newAccount(args: readonly string[]): WantedAccount | undefined {
    const { values, positionals } = parsed(args);
    const [username = '', email = '', ...more] = positionals;
    if (username === '' || email === '' || more.length > 0) return undefined;
    const roles = [...new Set(values.role ?? [])].toSorted();
    for (const role of roles) this.roles.checkRole(role);
    return { username, email, roles };
  }

  /** Tells of the roles that an account has had from its beginning. */
  announce({ id, roles }: Pick<User, 'id' | 'roles'>): void {
    for (const [place, role] of roles.entries()) {
      const changes = { roles: [roles.slice(0, place), roles.slice(0, place + 1)] } as const;
      this.events.announce('role-granted', { accountId: id, role, reason: REASON, changes });
    }
  }

  /** Gives a role and returns the exit code. Throws UnknownRole. */
  async grant(user: User, role: string): Promise<number> {
    const isNew = await this.roles.grant(user, role, { reason: REASON });
    return tell(`${user.username}: ${isNew ? 'has the role' : 'had the role already:'} ${role}\n`, 0);
  }

  /** Takes a role away and returns the exit code. Throws UnknownRole and LastAdmin. */
  async revoke(user: User, role: string): Promise<number> {
    const isTaken = await this.roles.revoke(user, role, { reason: REASON });
    if (isTaken) return tell(`${user.username}: does not have the role ${role} any more\n`, 0);
    return tell(`${user.username} does not have the role ${role}, but: ${rolesOf(user.roles)}\n`, 1);
  }
}

function parsed(args: readonly string[]) {
  try {
    const options = { role: { type: 'string', multiple: true } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    // An option that is not ours.
    return { values: { role: [] }, positionals: [] };
  }
}
