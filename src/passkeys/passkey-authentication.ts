import { Injectable } from '@nestjs/common';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Request, Response } from 'express';
import type { Authentication } from '../auth/login/authentication.js';
import { Visitors } from '../http/responses/visitor-facts.js';
import { AccountEvents } from '../users/account-events.js';
import { Challenges, type ChallengeUse } from './ceremony/challenges.js';
import { challengeOf } from './ceremony/client-data.js';
import { PasskeyRefused } from './ceremony/passkey-refused.js';
import { readAssertion } from './ceremony/posted-credential.js';
import { UsedChallenges } from './ceremony/used-challenges.js';
import { PasskeyVerification } from './ceremony/verification.js';
import { PasskeyLimits } from './passkey-limits.js';
import { PasskeyUse } from './passkey-use.js';
import type { Passkey } from './passkey.entity.js';
import { PasskeysService } from './passkeys.service.js';

/** This is who has shown a passkey, and how. */
export interface ShownPasskey {
  readonly accountId: string;
  readonly authentication: Authentication;
  /** This tells one form from another: see RepeatedLogin. */
  readonly challenge: string;
}

/** This says for what a passkey is shown. */
export interface PasskeyDemand extends ChallengeUse {
  /** Only this account's passkeys are meant; null for a login, at which the passkey says whose it is. */
  readonly accountId: string | null;
}

/** Takes what a browser has got from an authenticator: who it is, once for each challenge. */
@Injectable()
export class PasskeyAuthentication {
  constructor(
    private readonly challenges: Challenges,
    private readonly used: UsedChallenges,
    private readonly verification: PasskeyVerification,
    private readonly passkeys: PasskeysService,
    private readonly use: PasskeyUse,
    private readonly limits: PasskeyLimits,
    private readonly visitors: Visitors,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Returns whose passkey has signed. Throws {@link PasskeyRefused}, with an event that tells why, and TooManyAttempts
   * in its place where this client address has been refused too often.
   */
  async take(request: Request, response: Response, posted: unknown, demand: PasskeyDemand): Promise<ShownPasskey> {
    try {
      const assertion = readAssertion(posted);
      const challenge = challengeOf(assertion.response.clientDataJSON);
      const expiresAt = this.challenges.check(request, challenge, demand);
      return await this.used.once(request, response, { challenge, expiresAt }, () =>
        this.judge(request, assertion, challenge, demand),
      );
    } catch (error) {
      if (error instanceof PasskeyRefused) await this.refused(request, demand.accountId, error);
      throw error;
    }
  }

  /** Tells of a refusal, and counts it. */
  async refused(request: Request, accountId: string | null, { reason }: PasskeyRefused): Promise<void> {
    this.events.announce('login-failed', { accountId: accountId ?? undefined, reason: `passkey: ${reason}` });
    await this.limits.countRefused(request);
  }

  private async judge(
    request: Request,
    assertion: AuthenticationResponseJSON,
    challenge: string,
    { accountId }: PasskeyDemand,
  ): Promise<ShownPasskey> {
    const passkey = await this.passkeys.findByCredentialId(assertion.id);
    if (passkey === null || (accountId !== null && passkey.user !== accountId)) throw new PasskeyRefused('unknown passkey');
    await this.checkHandle(passkey, assertion.response.userHandle, accountId === null);
    const signature = await this.verification.assertion(assertion, challenge, passkey);
    await this.use.note(passkey, signature, this.visitors.of(request));
    const { userVerified } = signature;
    return { accountId: passkey.user, authentication: { method: 'passkey', at: Date.now(), userVerified }, challenge };
  }

  /** At a login nobody has said who it is, so the authenticator has to (WebAuthn Level 3, 7.2, step 6); a wrong handle is never right. */
  private async checkHandle({ user }: Passkey, handle: string | undefined, isRequired: boolean): Promise<void> {
    if (handle === undefined && !isRequired) return;
    if (handle !== (await this.passkeys.handleOf(user))) throw new PasskeyRefused('user handle');
  }
}
