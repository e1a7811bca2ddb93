import { isIP } from 'node:net';
import type { Environment } from '../config/environment.js';
import { isHostName } from '../config/host-name.js';
import { limits } from '../config/parsers.js';
import type { Limit } from '../config/settings.js';
import type { SettingWarning, WarnedOf, WarningPart } from '../config/settings-parts.js';

/** These settings are about passkeys: for which site they are, and how often one may be wrong. */
export class PasskeySettings implements WarningPart {
  /** Passkeys are made for this host and the ones below it; undefined means the host of PUBLIC_URL. */
  readonly rpId: string | undefined;
  /** Passkeys may be used at these origins besides PUBLIC_URL's. */
  readonly origins: readonly string[];
  /** This limits refused passkeys per client address; empty means no limit. It refuses no right one. */
  readonly throttlePasskey: readonly Limit[];

  constructor(env: Environment) {
    this.rpId = env.read<string | undefined>('WEBAUTHN_RP_ID', undefined, relyingPartyId);
    this.origins = env.read<string[]>('WEBAUTHN_ORIGINS', [], origins);
    this.throttlePasskey = env.read('THROTTLE_PASSKEY', limits('100/15m'), limits);
  }

  /** A browser refuses the id of another site unless that site names this origin (WebAuthn Level 3, 5.11). */
  warnings({ publicUrl: { hostname, origin } }: WarnedOf): readonly SettingWarning[] {
    const { rpId = hostname } = this;
    if (hostname === rpId || hostname.endsWith(`.${rpId}`)) return [];
    return [
      {
        message: `WEBAUTHN_RP_ID is ${rpId}, which ${hostname} is not part of: browsers refuse passkeys unless ${rpId} names this site`,
        remedy: `let https://${rpId}/.well-known/webauthn name ${origin}, or leave WEBAUTHN_RP_ID out`,
      },
    ];
  }
}

/** A relying party's id is a host name, never an address (WebAuthn Level 3, 5.1.2). */
function relyingPartyId(text: string): string {
  const isName = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(text) && isHostName(text) && isIP(text) === 0;
  if (!isName) throw new Error('must be a host name in lower case, such as example.org: no scheme, no port, no address');
  return text;
}

/** Apps for Android have an origin that is the hash of their signing key. */
const ANDROID_APP = /^android:apk-key-hash:[\w-]{43}$/;

function origins(text: string): string[] {
  return text.split(',').map((entry) => {
    const origin = entry.trim();
    const url = URL.parse(origin);
    const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
    if (ANDROID_APP.test(origin) || (isSecure && url.origin === origin)) return origin;
    throw new Error(
      'must be https origins without a path, separated by commas, such as https://www.example.org,https://example.com',
    );
  });
}
