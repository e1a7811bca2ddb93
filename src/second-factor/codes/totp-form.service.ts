import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Features } from '../../features/features.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { Problem } from '../../http/errors/problem.js';
import { IdChange } from '../../sessions/express/id-change.js';
import { requestText } from '../../sessions/record/successor.js';
import { SessionRenewal } from '../../sessions/session-renewal.js';
import type { Principal } from '../../users/principal/principal.js';
import { base32 } from './base32.js';
import { PendingSecrets } from './pending-secrets.js';
import { provisioningUri } from './provisioning-uri.js';
import { SecretCipher } from './secret-cipher.js';
import { SetUpLimits } from './set-up-limits.js';
import { ShownCodes } from './shown-codes.js';
import { matchingStep } from './totp.js';
import { TotpDto } from './totp.dto.js';
import type { TotpPageData } from './totp.page.js';
import { TotpSecrets } from './totp-secrets.service.js';
import { TotpSetUp } from './totp-set-up.service.js';
import { canonicalCode } from './typed-code.js';

/** Shows the form that sets up codes, and takes it: of the same request at any time, and however often, one acts. */
@Injectable()
export class TotpForm {
  constructor(
    private readonly cipher: SecretCipher,
    private readonly pending: PendingSecrets,
    private readonly secrets: TotpSecrets,
    private readonly setUps: TotpSetUp,
    private readonly limits: SetUpLimits,
    private readonly shown: ShownCodes,
    private readonly idChange: IdChange,
    private readonly renewal: SessionRenewal,
    private readonly features: Features,
  ) {}

  /** Returns what the page shows. Throws a Problem where no key is set that would encrypt the secret at rest. */
  async data(request: Request, { id, username }: Principal): Promise<TotpPageData> {
    if (!this.cipher.isAble) throw new Problem('second_factor_unavailable');
    const replaces = (await this.secrets.find(id)) !== null;
    const secret = this.pending.show(request, id);
    const issuer = this.features.appearance.siteName;
    return { next: null, secret: base32(secret), uri: provisioningUri({ issuer, username }, secret), replaces };
  }

  /**
   * Sets the codes up by a right one and returns the recovery codes; the session goes on under a new id, at level 2. It
   * is undefined where this repeats a request whose answer is not kept any more. Throws InvalidForm for a wrong code.
   */
  async send(request: Request, response: Response, code: string): Promise<string[] | undefined> {
    const text = requestText(request);
    let codes: string[] | undefined;
    await this.idChange.once(request, response, async () => {
      const { user } = request;
      if (user === undefined) throw new Problem('login_required');
      // The browser may send the form once more when it has the new cookie and not yet the page behind it.
      codes = await this.shown.find(request, text);
      if (codes !== undefined) return user;
      const done = await this.setUp(request, user, code);
      codes = done.recoveryCodes;
      await this.renewal.reauthenticate(request, done.principal, { method: 'totp', at: Date.now() });
      await this.shown.keep(request, text, codes);
      return done.principal;
    });
    return codes ?? this.shown.find(request, text);
  }

  /** Throws SecondFactorRequired where the account has a second factor and this session has not shown it. */
  checkLevel(request: Request, { id }: Principal): Promise<void> {
    return this.setUps.checkLevel(request, id);
  }

  private async setUp(request: Request, user: Principal, code: string) {
    if (!this.cipher.isAble) throw new Problem('second_factor_unavailable');
    // Who may not take another app is told that, and not whether the code was right.
    await this.checkLevel(request, user);
    const form = Object.assign(new TotpDto(), { code });
    const permit = await this.limits.consume(user.id, form);
    const secret = this.pending.find(request, user.id);
    const step = secret === null ? null : matchingStep(secret, canonicalCode(code), Date.now());
    if (secret === null || step === null) throw new InvalidForm('invalid_code', form);
    await permit.refund();
    const done = await this.setUps.complete(request, user, { secret, step });
    this.pending.forget(request);
    return done;
  }
}
