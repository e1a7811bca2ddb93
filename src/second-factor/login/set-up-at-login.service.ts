import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { LoginAtStep } from '../../auth/login/login.service.js';
import { PendingLoginCookie } from '../../auth/login/pending-login.cookie.js';
import { Features } from '../../features/features.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { principalOfUser } from '../../users/principal/principal.js';
import { base32 } from '../codes/base32.js';
import { provisioningUri } from '../codes/provisioning-uri.js';
import { SecretCipher } from '../codes/secret-cipher.js';
import { SetUpLimits } from '../codes/set-up-limits.js';
import { matchingStep } from '../codes/totp.js';
import type { TotpDto } from '../codes/totp.dto.js';
import { TotpSecrets } from '../codes/totp-secrets.service.js';
import { TotpSetUp } from '../codes/totp-set-up.service.js';
import { canonicalCode } from '../codes/typed-code.js';
import { LostSetUps } from './lost-set-ups.service.js';
import type { SetUpPageData } from './set-up.page.js';

/** Sets codes up within a login, which has no session yet: the secret waits in the pending login, encrypted. */
@Injectable()
export class SetUpAtLogin {
  constructor(
    private readonly cookie: PendingLoginCookie,
    private readonly cipher: SecretCipher,
    private readonly secrets: TotpSecrets,
    private readonly setUps: TotpSetUp,
    private readonly limits: SetUpLimits,
    private readonly lost: LostSetUps,
    private readonly features: Features,
  ) {}

  /** Returns what the page shows: the same secret as before for as long as the login is pending. */
  pageData(response: Response, { step: _step, ...login }: LoginAtStep): SetUpPageData {
    const { user, ...pending } = login;
    const secret = this.secretOf(login) ?? this.secrets.create();
    if (this.secretOf(login) === null) {
      const kept = this.cipher.seal(holderOf(login), secret).toString('base64url');
      this.cookie.set(response, { ...pending, kept });
    }
    const uri = provisioningUri({ issuer: this.features.appearance.siteName, username: user.username }, secret);
    return { next: null, secret: base32(secret), uri };
  }

  /**
   * Stores the secret by a right code and returns the recovery codes. Throws InvalidForm for a wrong code, also where no
   * secret was shown. The same form again, whose answer was lost, finds the codes by {@link LostSetUps}.
   */
  async setUp(request: Request, login: LoginAtStep, form: TotpDto): Promise<readonly string[]> {
    const { user } = login;
    const permit = await this.limits.consume(user.id, form);
    const secret = this.secretOf(login);
    const step = secret === null ? null : matchingStep(secret, canonicalCode(form.code), Date.now());
    if (secret === null || step === null) throw new InvalidForm('invalid_code', Object.assign(form, { code: '' }));
    await permit.refund();
    const { recoveryCodes } = await this.setUps.complete(request, principalOfUser(user), { secret, step });
    await this.lost.keep(request, login, recoveryCodes);
    return recoveryCodes;
  }

  private secretOf(login: Pick<LoginAtStep, 'id' | 'accountId' | 'kept'>): Buffer | null {
    return login.kept === undefined ? null : this.cipher.open(holderOf(login), Buffer.from(login.kept, 'base64url'));
  }
}

/** The seal is good for this login alone, and differs from that of a stored secret. */
function holderOf({ id, accountId }: Pick<LoginAtStep, 'id' | 'accountId'>): string {
  return `login\n${id}\n${accountId}`;
}
