import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Principal } from '../../users/principal/principal.js';

/**
 * Says who is signed in by headers that the proxy hands to the service (docs/forward-auth.md). With
 * IDENTITY_HEADER_SECRET they are signed, so that the service can tell them from those of somebody who got past the
 * proxy; docs/forward-auth.md has a verifier.
 */
@Injectable()
export class IdentityHeaders {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'identityHeaderSecret'>) {}

  set(response: Response, { id, username, email }: Principal): void {
    response.setHeader('X-Auth-User-Id', id);
    response.setHeader('X-Auth-Username', username);
    response.setHeader('X-Auth-Email', email);
    const secret = this.settings.identityHeaderSecret;
    if (secret === undefined) return;
    // The time is in Unix seconds.
    const time = Math.floor(Date.now() / 1_000);
    const signature = createHmac('sha256', secret).update(`${time}.${id}.${username}.${email}`).digest('hex');
    response.setHeader('X-Auth-Signature', `t=${time},v1=${signature}`);
  }
}
