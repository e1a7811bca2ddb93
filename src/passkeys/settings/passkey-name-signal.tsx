import { Injectable } from '@nestjs/common';
import { NameSignal, type NameSignalPart } from '../../auth/access/name-signal.js';
import type { Principal } from '../../users/principal/principal.js';
import { PasskeysService } from '../passkeys.service.js';
import { PasskeySignalsSource } from './passkey-signals-source.js';
import { SignalsScript } from './signals-script.js';

/** Tells the names of accounts that have a passkey. */
@Injectable()
export class PasskeyNameSignal extends NameSignal {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly signals: PasskeySignalsSource,
  ) {
    super();
  }

  override async of(user: Principal): Promise<NameSignalPart | undefined> {
    if ((await this.passkeys.of(user.id)) === 0) return undefined;
    const signals = await this.signals.names(user);
    return ({ context }) => <SignalsScript signals={signals} context={context} />;
  }
}
