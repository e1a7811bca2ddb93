import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SecretCipher } from './secret-cipher.js';
import { TotpSecrets } from './totp-secrets.service.js';

/** A secret waits for its first code so many milliseconds after its page was shown last. */
const WAITS_FOR = 600_000;

/** This is a secret that an authenticator app may have scanned and that no code has proven yet. */
interface PendingSecret {
  /** This is encrypted and bound to the account. */
  readonly sealed: string;
  /** This is in milliseconds since 1970. */
  readonly until: number;
}

declare module 'express-session' {
  interface SessionData {
    pendingTotp?: PendingSecret;
  }
}

/**
 * Keeps the secret of a set-up that is under way in the session that began it: another session, whoever holds it,
 * neither sees it nor sets it up. The account knows nothing of it before a right code.
 */
@Injectable()
export class PendingSecrets {
  constructor(
    private readonly cipher: SecretCipher,
    private readonly secrets: TotpSecrets,
  ) {}

  /**
   * Returns the secret that the page shows. It is the one of before for ten minutes after that was shown last: a
   * reload, a second tab and a wrong code leave what an app has scanned good.
   */
  show(request: Request, accountId: string): Buffer {
    const secret = this.find(request, accountId) ?? this.secrets.create();
    const sealed = this.cipher.seal(holderOf(accountId), secret).toString('base64url');
    request.session.pendingTotp = { sealed, until: Date.now() + WAITS_FOR };
    return secret;
  }

  /** Returns the secret that this session has been shown, or null. */
  find(request: Request, accountId: string): Buffer | null {
    const { pendingTotp } = request.session;
    if (pendingTotp === undefined || pendingTotp.until <= Date.now()) return null;
    return this.cipher.open(holderOf(accountId), Buffer.from(pendingTotp.sealed, 'base64url'));
  }

  forget(request: Request): void {
    delete request.session.pendingTotp;
  }
}

/** The seal differs from that of a stored secret: a row of the database that is copied into a session shows nothing. */
function holderOf(accountId: string): string {
  return `set-up\n${accountId}`;
}
