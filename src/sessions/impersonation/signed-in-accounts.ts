import { Injectable } from '@nestjs/common';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import type { Principal } from '../../users/principal/principal.js';
import { LOADED, type LoadedRecord } from '../record/loaded-session.js';
import { RevokedLogins } from '../revocations/revoked-logins.js';
import { Impersonators } from './impersonators.js';

/** Judges who is signed in by a session that was read. */
@Injectable()
export class SignedInAccounts {
  constructor(
    private readonly principals: PrincipalsService,
    private readonly revoked: RevokedLogins,
    private readonly impersonators: Impersonators,
  ) {}

  /**
   * Returns null when the account is gone or disabled, when its security stamp has changed, when this session was revoked,
   * also where only PostgreSQL knows that, when it lies at the keys of another account, and when an administrator acts in
   * it who may do so no longer. `record` is as the store returned it; Passport may ask again in the same request.
   */
  of(record: LoadedRecord): Promise<Principal | null> {
    const loaded = record[LOADED];
    if (loaded === undefined) return Promise.resolve(null);
    return (loaded.signedIn ??= this.judge(record));
  }

  private async judge(record: LoadedRecord): Promise<Principal | null> {
    const principal = await this.accountOf(record);
    if (principal === null || record.impersonation === undefined) return principal;
    const impersonatedBy = await this.impersonators.of(record, principal, (own) => this.accountOf(own));
    return impersonatedBy === null ? null : { ...principal, impersonatedBy };
  }

  private async accountOf(record: LoadedRecord): Promise<Principal | null> {
    const loaded = record[LOADED];
    if (loaded === undefined || loaded.revokedBy !== undefined) return null;
    const principal = await (loaded.resolved ??= this.principals.resolve(record.accountId, loaded.principal));
    const isItsOwn = principal !== null && principal.hashTag === loaded.hashTag;
    if (!isItsOwn || !isValid(principal, record, loaded.hash)) return null;
    const revokedBy = await this.revoked.ofSession(record, loaded, principal);
    if (revokedBy === undefined) return principal;
    loaded.revokedBy = revokedBy;
    return null;
  }
}

function isValid(principal: Principal, { securityStamp }: LoadedRecord, hash: string): boolean {
  return principal.active && principal.securityStamp === securityStamp && !principal.revokedSessions.includes(hash);
}
