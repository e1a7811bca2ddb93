import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../users/principal/principal.js';
import { CHALLENGE_FOR, Challenges, type Purpose } from './ceremony/challenges.js';
import { ALGORITHMS, RelyingParty } from './ceremony/relying-party.js';
import type { Passkey } from './passkey.entity.js';
import { PasskeysFull } from './passkey-problems.js';
import { PASSKEYS_AT_MOST, PasskeysService } from './passkeys.service.js';

/** Makes what a browser hands to an authenticator, each time with a challenge of its own. */
@Injectable()
export class PasskeyOptions {
  constructor(
    private readonly relyingParty: RelyingParty,
    private readonly challenges: Challenges,
    private readonly passkeys: PasskeysService,
  ) {}

  /** Returns the options for another passkey of this account. Throws {@link PasskeysFull}. */
  async toAdd(request: Request, response: Response, { id, username, displayName }: Principal) {
    const known = await this.passkeys.list(id);
    if (known.length >= PASSKEYS_AT_MOST) throw new PasskeysFull();
    const challenge = this.challenges.issue(request, response, { purpose: 'add', whose: id });
    const { generateRegistrationOptions } = await import('@simplewebauthn/server');
    return generateRegistrationOptions({
      rpName: this.relyingParty.name,
      rpID: this.relyingParty.id,
      userName: username,
      userDisplayName: displayName || username,
      userID: bytes(await this.passkeys.handleOf(id)),
      challenge: bytes(challenge),
      timeout: CHALLENGE_FOR,
      excludeCredentials: described(known),
      // A security key without room, or without a PIN, keeps nothing to log in by alone; it still is a second factor.
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
  }

  /** Returns the options for a login by whichever passkey the person chooses. They are the same for everybody, but for the challenge. */
  toLogIn(request: Request, response: Response) {
    return this.toAuthenticate(this.challenges.issue(request, response, { purpose: 'login', whose: '' }), []);
  }

  /** Returns the options for one of this account's passkeys; `whose` is what the challenge is bound to. */
  async toProve(request: Request, response: Response, accountId: string, purpose: Purpose, whose: string) {
    const known = await this.passkeys.list(accountId);
    return this.toAuthenticate(this.challenges.issue(request, response, { purpose, whose }), known);
  }

  private async toAuthenticate(challenge: string, known: readonly Passkey[]) {
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
    return generateAuthenticationOptions({
      rpID: this.relyingParty.id,
      challenge: bytes(challenge),
      timeout: CHALLENGE_FOR,
      allowCredentials: described(known),
      userVerification: 'preferred',
    });
  }
}

function described(passkeys: readonly Passkey[]) {
  return passkeys.map(({ credentialId, transports }) => ({
    id: credentialId,
    ...(transports !== '' && { transports: transports.split(' ') }),
  }));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}
