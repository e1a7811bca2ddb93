import { Injectable, Optional } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../../users/principal/principal.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { CredentialLimits } from './credential-limits.js';
import { RequestAuthenticator } from './request-authenticator.js';

/** Resolves whom a header signs in for one request, by the team's authenticator where there is one. */
@Injectable()
export class RequestCredentials {
  constructor(
    private readonly principals: PrincipalsService,
    private readonly limits: CredentialLimits,
    @Optional() private readonly authenticator?: RequestAuthenticator,
  ) {}

  /** Tells whether requests may carry credentials: most products have no authenticator and need not wait for one. */
  get areTaken(): boolean {
    return this.authenticator !== undefined;
  }

  /**
   * Returns undefined when the request carries no credentials. Throws `invalid_credentials` when they are wrong or
   * the account is disabled, and `too_many_attempts` when that happens too often.
   */
  async principalByHeader(request: Request): Promise<Principal | undefined> {
    const accountId = await this.authenticator?.authenticate(request);
    if (accountId === undefined) return undefined;
    this.limits.refuseFull(request);
    const principal = accountId === null ? null : await this.principals.read(accountId);
    if (principal === null || !principal.active) return this.limits.refuseWrong(request);
    return principal;
  }
}
