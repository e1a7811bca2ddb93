import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import { PasskeySettings } from '../passkeys.settings.js';

/**
 * Passkeys are made with these algorithms, the first that the authenticator can: Ed25519, ES256, RS256 (COSE numbers).
 * The library would ask for ML-DSA-44 first, keys of which older Nodes cannot verify.
 */
export const ALGORITHMS: readonly number[] = [-8, -7, -257];

/** This is the site as authenticators know it. */
@Injectable()
export class RelyingParty {
  readonly id: string;
  readonly name: string;
  /** A browser says at which of these it was asked. */
  readonly origins: readonly string[];
  /** Browsers ask `/.well-known/webauthn` whether these may use passkeys of the id. */
  readonly relatedOrigins: readonly string[];
  readonly publicOrigin: string;

  constructor(
    @Inject(SETTINGS) { publicUrl }: Pick<Settings, 'publicUrl'>,
    { rpId, origins }: PasskeySettings,
    { appearance }: Features,
  ) {
    this.id = rpId ?? publicUrl.hostname;
    this.name = appearance.siteName;
    this.publicOrigin = publicUrl.origin;
    this.origins = [publicUrl.origin, ...origins];
    this.relatedOrigins = origins.filter((origin) => origin.startsWith('https:'));
  }

  /** No browser makes a passkey for an address (WebAuthn Level 3, 5.1.2). */
  get isPossible(): boolean {
    return isIP(this.id.replaceAll(/[[\]]/g, '')) === 0;
  }
}
