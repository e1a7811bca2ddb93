import { Injectable } from '@nestjs/common';
import { Features } from '../../features/features.js';
import type { Condition } from './condition.js';
import { type ConditionRequest, InvalidCondition, readCondition } from './condition-request.js';
import { ConditionUsers } from './condition-users.js';

/** This is a condition whose accounts have been found, with what the people are told. */
export type StatedCondition = Condition & { readonly reason: string | null };

/** Reads a condition as somebody states it, and finds the accounts that it names. */
@Injectable()
export class ConditionReader {
  constructor(
    private readonly users: ConditionUsers,
    private readonly features: Features,
  ) {}

  /** Throws {@link InvalidCondition}, and in an outage of PostgreSQL. */
  async read(request: ConditionRequest): Promise<StatedCondition> {
    const condition = readCondition(request);
    const { role } = condition;
    const { roles } = this.features;
    if (role !== null && !roles.isRole(role)) {
      const values = { role, roles: roles.names.join(', ') };
      throw new InvalidCondition({ role: [{ code: 'revocationRoleUnknown', values }] });
    }
    const users = request.users === undefined ? null : await this.users.find(request.users);
    return { ...condition, users, roleHolders: role === null ? null : await this.users.holdersOf(role) };
  }
}
