import { Injectable } from '@nestjs/common';
import type { Principal } from '../../users/principal/principal.js';
import { PASSKEYS_AT_MOST, PasskeysService } from '../passkeys.service.js';
import { PasskeySignalsSource } from './passkey-signals-source.js';
import type { PasskeysPageData } from './passkeys.page.js';
import { listedPasskey } from './shown-passkey.js';

/** Gathers what the page of passkeys shows. */
@Injectable()
export class PasskeysPageDataSource {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly signals: PasskeySignalsSource,
  ) {}

  /** `removed` is the credential that the person has just removed, as the address of the page says. */
  async of(user: Principal, removed?: unknown): Promise<PasskeysPageData> {
    const passkeys = (await this.passkeys.list(user.id)).map(listedPasskey);
    const accepted = passkeys.map(({ credentialId }) => credentialId);
    return { next: null, passkeys, most: PASSKEYS_AT_MOST, signals: await this.signals.of(user, accepted, removed) };
  }
}
