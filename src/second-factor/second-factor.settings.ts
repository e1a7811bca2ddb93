import type { Environment } from '../config/environment.js';
import { durationOrNone, limits, oneOf } from '../config/parsers.js';
import { sessionSecrets } from '../config/secrets.js';
import type { Limit } from '../config/settings.js';
import type { LifePart, SettingWarning, WarnedOf, WarningPart } from '../config/settings-parts.js';

/** These settings are about what a login asks for besides a password. Durations are milliseconds. */
export class SecondFactorSettings implements LifePart, WarningPart {
  /** Whoever of these has no second factor is led to set one up before the session begins. */
  readonly requireSecondFactor: 'off' | 'admins' | 'everybody';
  /** "Trust this device" spares the second step for so long; 0 takes the box away. */
  readonly secondFactorTrust: number;
  /** These limits are for wrong codes of one account, whatever the device. */
  readonly throttleSecondFactor: readonly Limit[];
  /**
   * These encrypt the secrets of codes at rest; the first one is the present one. It is empty where none is set: then
   * development derives one from the session secret, and in production codes cannot be set up.
   */
  readonly encryptionKeys: readonly string[];

  constructor(env: Environment) {
    this.requireSecondFactor = env.read('REQUIRE_SECOND_FACTOR', 'off', oneOf(['off', 'admins', 'everybody']));
    this.secondFactorTrust = env.read('SECOND_FACTOR_TRUST', durationOrNone('30d'), durationOrNone);
    this.throttleSecondFactor = env.read('THROTTLE_SECOND_FACTOR', limits('5/15m,20/24h'), limits);
    this.encryptionKeys = env.secret<string[]>('ENCRYPTION_KEY', [], sessionSecrets);
  }

  get longestLife(): number {
    return this.secondFactorTrust;
  }

  /** Production derives no key: who rotates the session secret would lose every secret without knowing. */
  warnings({ production }: WarnedOf): readonly SettingWarning[] {
    if (!production || this.encryptionKeys.length > 0) return [];
    return [
      {
        message: 'ENCRYPTION_KEY is not set: nobody can set up codes of an authenticator app',
        remedy: 'set it to the output of: openssl rand -base64 48; keep it apart from the database and its backups',
      },
    ];
  }
}
