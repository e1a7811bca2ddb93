import { Injectable } from '@nestjs/common';
import type { Principal } from '../../users/principal/principal.js';
import { RelyingParty } from '../ceremony/relying-party.js';
import { PasskeysService } from '../passkeys.service.js';
import type { PasskeySignals } from './passkey-signals.js';

const CREDENTIAL_ID = /^[\w-]{1,1364}$/;

/** Gathers what browsers are told of the passkeys of an account. */
@Injectable()
export class PasskeySignalsSource {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly relyingParty: RelyingParty,
  ) {}

  /** Returns only what the account is called. */
  async names({ id, username, displayName }: Principal): Promise<PasskeySignals> {
    const userId = await this.passkeys.handleOf(id);
    return { rpId: this.relyingParty.id, userId, name: username, displayName: displayName || username };
  }

  /** Returns the names and what is accepted; `removed` is the credential that the person has just removed, as an address says. */
  async of(user: Principal, accepted: readonly string[], removed: unknown): Promise<PasskeySignals> {
    const unknown = await this.unknownOf(removed);
    return {
      ...(await this.names(user)),
      ...(accepted.length > 0 && { allAcceptedCredentialIds: accepted }),
      ...(unknown !== undefined && { unknownCredentialId: unknown }),
    };
  }

  /** Anybody can write an address: a passkey that some account still has is never called unknown. */
  private async unknownOf(removed: unknown): Promise<string | undefined> {
    if (typeof removed !== 'string' || !CREDENTIAL_ID.test(removed)) return undefined;
    return (await this.passkeys.findByCredentialId(removed)) === null ? removed : undefined;
  }
}
