import { Injectable } from '@nestjs/common';
import { Features } from '../../features/features.js';
import { ADMIN } from '../../features/role-catalogue.js';
import { unlessOutage } from '../../outages/outage.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import type { Impersonator } from '../record/impersonation.js';
import { LOADED, type LoadedRecord } from '../record/loaded-session.js';
import { SessionReader } from '../record/session-reader.js';
import { SessionRevoker } from '../record/session-revoker.js';

/**
 * Finds out whether an administrator may still act as somebody: their own session must stand, with the role, and nobody
 * acts as an administrator. Such sessions alone pay for this, with one more round trip for each request.
 */
@Injectable()
export class Impersonators {
  constructor(
    private readonly reader: SessionReader,
    private readonly revoker: SessionRevoker,
    private readonly events: AccountEvents,
    private readonly features: Features,
  ) {}

  /**
   * Returns who acts as this principal, or null after ending the session when nobody may any longer. `judge` tells whose
   * an ordinary session is. Throws in an outage: what is uncertain signs nobody in.
   */
  async of(
    record: LoadedRecord,
    principal: Principal,
    judge: (own: LoadedRecord) => Promise<Principal | null>,
  ): Promise<Impersonator | null> {
    const { impersonation } = record;
    if (impersonation === undefined) return null;
    const { hashTag, session: hash } = impersonation;
    const { passport, newer } = await this.reader.readAt({ hashTag, hash });
    // Another build can read it, so that one decides.
    if (newer === true) return null;
    const own = passport?.user;
    const admin = own === undefined || own.impersonation !== undefined ? null : await judge(own);
    if (admin !== null && admin.id === impersonation.accountId && this.may(admin, principal)) {
      return { id: admin.id, username: admin.username };
    }
    // It is over whether or not this can be written: Redis may only be readable now.
    await this.end(record).catch(unlessOutage);
    return null;
  }

  /**
   * Tells whether this account may act as that one by its roles. Nobody acts as an administrator, nor as somebody who may
   * act as others: that would be a way to more than one's own.
   */
  may(admin: Pick<Principal, 'id' | 'roles'>, person: Pick<Principal, 'id' | 'roles'>): boolean {
    const { roles } = this.features;
    const isStaff = person.roles.includes(ADMIN) || roles.give(person.roles, 'users.impersonate');
    return roles.give(admin.roles, 'users.impersonate') && !isStaff && admin.id !== person.id;
  }

  private async end({ accountId, impersonation, ...record }: LoadedRecord): Promise<void> {
    const address = record[LOADED];
    // Of many requests at once, only one tells.
    if (address === undefined || (await this.revoker.revoke(address, 'impersonation-over')) === null) return;
    this.events.announce('impersonation-ended', { accountId, actorId: impersonation?.accountId, reason: 'no longer allowed' });
  }
}
