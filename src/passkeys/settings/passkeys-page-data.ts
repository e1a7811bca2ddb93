import { Injectable } from '@nestjs/common';
import type { Principal } from '../../users/principal/principal.js';
import { RelyingParty } from '../ceremony/relying-party.js';
import { PASSKEYS_AT_MOST, PasskeysService } from '../passkeys.service.js';
import type { PasskeysPageData } from './passkeys.page.js';
import { listedPasskey } from './shown-passkey.js';

const CREDENTIAL_ID = /^[\w-]{1,1364}$/;

/** Gathers what the page of passkeys shows. */
@Injectable()
export class PasskeysPageDataSource {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly relyingParty: RelyingParty,
  ) {}

  /** `removed` is the credential that the person has just removed, as the address of the page says. */
  async of({ id, username, displayName }: Principal, removed?: unknown): Promise<PasskeysPageData> {
    const passkeys = (await this.passkeys.list(id)).map(listedPasskey);
    const accepted = passkeys.map(({ credentialId }) => credentialId);
    const unknown = await this.unknownOf(removed);
    const signals = {
      rpId: this.relyingParty.id,
      userId: await this.passkeys.handleOf(id),
      name: username,
      displayName: displayName || username,
      ...(accepted.length > 0 && { allAcceptedCredentialIds: accepted }),
      ...(unknown !== undefined && { unknownCredentialId: unknown }),
    };
    return { next: null, passkeys, most: PASSKEYS_AT_MOST, signals };
  }

  /** Anybody can write an address: a passkey that some account still has is never called unknown. */
  private async unknownOf(removed: unknown): Promise<string | undefined> {
    if (typeof removed !== 'string' || !CREDENTIAL_ID.test(removed)) return undefined;
    return (await this.passkeys.findByCredentialId(removed)) === null ? removed : undefined;
  }
}
