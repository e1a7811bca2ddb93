import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Visitors } from '../http/responses/visitor-facts.js';
import type { Principal } from '../users/principal/principal.js';
import { authenticatorName } from './authenticator-names.js';
import { Challenges } from './ceremony/challenges.js';
import { challengeOf } from './ceremony/client-data.js';
import { readRegistration } from './ceremony/posted-credential.js';
import { UsedChallenges } from './ceremony/used-challenges.js';
import { PasskeyVerification } from './ceremony/verification.js';
import { PasskeysService } from './passkeys.service.js';

/** Takes a new passkey from a browser, once for each challenge. */
@Injectable()
export class PasskeyRegistration {
  constructor(
    private readonly challenges: Challenges,
    private readonly used: UsedChallenges,
    private readonly verification: PasskeyVerification,
    private readonly passkeys: PasskeysService,
    private readonly visitors: Visitors,
  ) {}

  /**
   * Returns the id of the passkey that was added. Without a name it is called what its authenticator is, else `fallback`.
   * Throws PasskeyRefused, PasskeyTaken and PasskeysFull.
   */
  async take(
    request: Request,
    response: Response,
    { id: accountId }: Principal,
    posted: unknown,
    name: string,
    fallback: string,
  ): Promise<string> {
    const { credential, discoverable } = readRegistration(posted);
    const challenge = challengeOf(credential.response.clientDataJSON);
    const expiresAt = this.challenges.check(request, challenge, { purpose: 'add', whose: accountId });
    const { id } = await this.used.once(request, response, { challenge, expiresAt }, async () => {
      const made = await this.verification.registration(credential, challenge);
      const called = name || (authenticatorName(made.aaguid) ?? fallback);
      const added = await this.passkeys.add(accountId, { ...made, discoverable }, called, this.visitors.of(request));
      return { id: added.id };
    });
    return id;
  }
}
