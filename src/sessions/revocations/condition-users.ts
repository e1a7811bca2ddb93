import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { isPrintableAscii } from '../../forms/ascii.js';
import { trimOuter } from '../../forms/outer-white-space.js';
import { holdersOfRole } from '../../users/role-holders.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import { isAccountId, User } from '../../users/user.entity.js';
import { InvalidCondition } from './condition-request.js';

/** A condition names at most so many accounts: every instance keeps them in memory. */
export const MOST_USERS = 100_000;

/** So many are looked up by one statement. */
const AT_ONCE = 1_000;

/** Finds the accounts that a condition names. */
@Injectable()
export class ConditionUsers {
  constructor(private readonly em: EntityManager) {}

  /**
   * Returns the ids of accounts by their ids, usernames or addresses, each once. Throws {@link InvalidCondition} when
   * one is unknown: whoever has mistyped a name would think that its sessions were over.
   */
  async find(names: readonly string[]): Promise<string[]> {
    const keys = [...new Set(names.map(keyOf))].filter((key) => key !== '');
    if (keys.length === 0) throw refusal('revocationUsersNone');
    if (keys.length > MOST_USERS) throw refusal('revocationUsersMany', { most: MOST_USERS });
    const ids = new Set<string>();
    const unknown: string[] = [];
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const asked = keys.slice(from, from + AT_ONCE);
      const found = await this.byKey(asked);
      for (const key of asked) {
        const id = found.get(key);
        if (id === undefined) unknown.push(key);
        else ids.add(id);
      }
    }
    const [name] = unknown;
    if (name === undefined) return [...ids];
    // What was typed may be anything, and as long as a file.
    const values = { name: name.slice(0, 80), more: unknown.length - 1 };
    throw refusal(unknown.length === 1 ? 'revocationUserUnknown' : 'revocationUsersUnknown', values);
  }

  /** Returns the ids of the accounts that have a role now, or null where they are more than may be kept. */
  async holdersOf(role: string): Promise<string[] | null> {
    const users = await unitOfWork(this.em).find(User, holdersOfRole(role), { fields: ['id'], limit: MOST_USERS + 1 });
    return users.length > MOST_USERS ? null : users.map(({ id }) => id);
  }

  private async byKey(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    // No account has other characters, and PostgreSQL refuses some of them.
    const askable = keys.filter(isPrintableAscii);
    const [ids, emails] = [askable.filter(isAccountId), askable.filter((key) => key.includes('@'))];
    const names = askable.filter((key) => !isAccountId(key) && !key.includes('@'));
    const where = { $or: [{ id: { $in: ids } }, { email: { $in: emails } }, { usernameKey: { $in: names } }] };
    const users = await unitOfWork(this.em).find(User, where, { fields: ['id', 'email', 'usernameKey'] });
    return new Map(
      users.flatMap(({ id, email, usernameKey }) => [[id, id] as const, [email, id] as const, [usernameKey, id] as const]),
    );
  }
}

function keyOf(name: string): string {
  return canonicalEmail(trimOuter(name));
}

function refusal(code: string, values: Readonly<Record<string, string | number>> = {}): InvalidCondition {
  return new InvalidCondition({ users: [{ code, values }] });
}
