import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type AuditEntry, AuditLog } from '../../audit/query/audit-log.js';
import { type SecondFactors, SecondFactorStatus } from '../../auth/access/second-factor-status.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Problem } from '../../http/errors/problem.js';
import { type ListedTrustedDevice, TrustedDevices } from '../../second-factor/trusted-devices/trusted-devices.service.js';
import { AccountSessionsService } from '../../sessions/account-sessions.service.js';
import type { ListedDevice } from '../../sessions/listed-device.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { principalOfUser } from '../../users/principal/principal.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { isAccountId, User } from '../../users/user.entity.js';
import { type ShownAccount, shownAccount } from './shown-account.js';

/** A page shows so many events; the log of events has the others. */
const SHOWN_EVENTS = 20;

export interface ShownEntry extends Pick<AuditEntry, 'id' | 'event' | 'count' | 'actor' | 'address' | 'device' | 'reason'> {
  readonly at: string;
  /** This is what the account of `actor` is called today. */
  readonly actorUsername: string | null;
}

/** This is all that administrators see of an account: nothing of it is secret. */
export interface AccountDetailsData {
  readonly account: ShownAccount;
  readonly sessions: readonly ListedDevice[];
  readonly trustedDevices: readonly ListedTrustedDevice[];
  readonly factors: SecondFactors;
  readonly history: readonly ShownEntry[];
}

/** Gathers what administrators see of one account: a fixed number of statements, whatever it has piled up. */
@Injectable()
export class AccountDetails {
  constructor(
    private readonly em: EntityManager,
    private readonly sessions: AccountSessionsService,
    private readonly principals: PrincipalsService,
    private readonly factors: SecondFactorStatus,
    private readonly devices: TrustedDevices,
    private readonly log: AuditLog,
  ) {}

  /** Finds the account. Throws a Problem, 404, where there is none. */
  async find(id: string): Promise<User> {
    const user = isAccountId(id) ? await unitOfWork(this.em).findOne(User, { id }) : null;
    if (user === null) throw new Problem('not_found');
    return user;
  }

  /** Throws a Problem, 404, where there is no such account. */
  async of(id: string, request: Request): Promise<AccountDetailsData> {
    const user = await this.find(id);
    const principal = (await this.principals.read(id)) ?? principalOfUser(user);
    const current = request.user?.id === id ? (addressOf(request.sessionID)?.hash ?? '') : '';
    const { entries } = await this.log.page({ account: id }, { limit: SHOWN_EVENTS });
    const names = await this.namesOf(entries.flatMap(({ actor }) => actor ?? []));
    return {
      account: shownAccount(user),
      sessions: await this.sessions.list(principal, current),
      trustedDevices: await this.devices.list(id),
      factors: await this.factors.of(id),
      history: entries.map((entry) => shownEntry(entry, names)),
    };
  }

  private async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const actors = await unitOfWork(this.em).find(User, { id: [...new Set(ids)] }, { fields: ['username'] });
    return new Map(actors.map(({ id, username }) => [id, username]));
  }
}

function shownEntry(entry: AuditEntry, names: ReadonlyMap<string, string>): ShownEntry {
  const { id, event, at, count, actor, address, device, reason } = entry;
  const actorUsername = actor === null ? null : (names.get(actor) ?? null);
  return { id, event, at: at.toISOString(), count, actor, actorUsername, address, device, reason };
}
