import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Principal } from '../../users/principal/principal.js';

/**
 * Says who is signed in by headers that the proxy hands to the service (docs/forward-auth.md). With
 * IDENTITY_HEADER_SECRET they are signed, so that the service can tell them from those of somebody who got past the
 * proxy; docs/forward-auth.md has a verifier. An address that is not proven is signed as an empty text, and so is a
 * list of no roles, and nobody who acts as the person.
 */
@Injectable()
export class IdentityHeaders {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'identityHeaderSecret'>) {}

  set(response: Response, principal: Principal, level: 1 | 2): void {
    const { id, username, email: address, emailVerified, roles: list, impersonatedBy } = principal;
    // A service gives rights by address: one that anybody may have typed is not handed on.
    const email = emailVerified ? address : '';
    response.setHeader('X-Auth-User-Id', id);
    response.setHeader('X-Auth-Username', username);
    if (emailVerified) response.setHeader('X-Auth-Email', email).setHeader('X-Auth-Email-Verified', 'true');
    const roles = list.join(',');
    if (roles !== '') response.setHeader('X-Auth-Roles', roles);
    response.setHeader('X-Auth-Level', String(level));
    // A service that writes down who did something needs both: the account is the person's, the deed is not.
    const impersonator = impersonatedBy?.id ?? '';
    if (impersonator !== '') response.setHeader('X-Auth-Impersonator', impersonator);
    const secret = this.settings.identityHeaderSecret;
    if (secret === undefined) return;
    // The time is in Unix seconds.
    const time = Math.floor(Date.now() / 1_000);
    const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('hex');
    response.setHeader('X-Auth-Signature', `t=${time},v1=${sign(`${time}.${id}.${username}.${email}`)}`);
    // Verifiers of before take the first signature at its word and no more: what came later has one of its own. No header
    // holds a line break, so it tells where each part ends.
    const signed = ['v2', time, id, username, email, roles, level, impersonator].join('\n');
    response.setHeader('X-Auth-Signature-V2', `t=${time},v2=${sign(signed)}`);
  }
}
