import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { ListedRevocation } from '../../sessions/revocations/listed-revocation.js';
import { MassRevocations } from '../../sessions/revocations/mass-revocations.service.js';
import { isAccountId, User } from '../../users/user.entity.js';

/** A page has so many revocations. */
const SHOWN = 50;

/** This is a mass revocation as administrators see it. Times are ISO 8601. */
export interface ShownRevocation extends Pick<
  ListedRevocation,
  'id' | 'role' | 'method' | 'users' | 'reason' | 'createdBy' | 'counted'
> {
  readonly before: string;
  /** This is a network in CIDR notation. */
  readonly address: string | null;
  readonly createdAt: string;
  /** This is who did it; null for the operator, and for an account that is gone. */
  readonly createdByUsername: string | null;
  /** It goes by itself then. */
  readonly expiresAt: string;
  readonly inForce: boolean;
}

/** `next` is what `after` must be for the page after this one; null after the last. */
export interface RevocationList {
  readonly revocations: readonly ShownRevocation[];
  readonly next: string | null;
}

/** Shows mass revocations with the names of those who made them. */
@Injectable()
export class ShownRevocations {
  constructor(
    private readonly em: EntityManager,
    private readonly revocations: MassRevocations,
  ) {}

  async list(after?: string): Promise<RevocationList> {
    const found = await this.revocations.page(SHOWN + 1, after);
    const shown = found.slice(0, SHOWN);
    return { revocations: await this.named(shown), next: found.length > SHOWN ? (shown.at(-1)?.id ?? null) : null };
  }

  /** Returns null where it has gone since. */
  async find(id: string): Promise<ShownRevocation | null> {
    const found = await this.revocations.find(id);
    const [shown] = await this.named(found === null ? [] : [found]);
    return shown ?? null;
  }

  private async named(listed: readonly ListedRevocation[]): Promise<ShownRevocation[]> {
    const ids = listed.map(({ createdBy }) => createdBy).filter(isAccountId);
    const users = await unitOfWork(this.em).find(User, { id: { $in: ids } }, { fields: ['id', 'username'] });
    const names = new Map(users.map(({ id, username }) => [id, username]));
    return listed.map(({ before, network, createdAt, expiresAt, ...one }) => ({
      ...one,
      before: new Date(before).toISOString(),
      address: network,
      createdAt: new Date(createdAt).toISOString(),
      createdByUsername: names.get(one.createdBy) ?? null,
      expiresAt: new Date(expiresAt).toISOString(),
      inForce: expiresAt > Date.now(),
    }));
  }
}
