import { ROOMS } from '../../src/app.module.js';
import { AuditSettings } from '../../src/audit/audit.settings.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { Settings } from '../../src/config/settings.js';
import type { SettingsPart } from '../../src/config/settings-parts.js';
import { settingWarnings } from '../../src/config/setting-warnings.js';
import { Features } from '../../src/features/features.js';
import { SecondFactorSettings } from '../../src/second-factor/second-factor.settings.js';
import type { Environment } from '../support/product.js';

const { settings: parts } = await Features.of(ROOMS);

/** A delivered environment, as a start of the product reads it: its own settings and those of every room. */
export class RecordedSettings {
  readonly settings: Settings;
  private readonly read = new Set<string>();

  /** Throws a SettingsError where the start would refuse it. */
  constructor(private readonly environment: Readonly<Environment>) {
    const get = (target: Readonly<Environment>, name: string) => {
      this.read.add(name);
      return target[name];
    };
    this.settings = readSettings(new Proxy(environment, { get }), { parts });
  }

  /** Which names the product asks for is a fact, not a list to keep. */
  get unread(): string[] {
    return Object.keys(this.environment).filter((name) => !this.read.has(name));
  }

  /** Every key that a production should have, as it has reached the product. */
  get keys(): Readonly<Record<string, readonly string[]>> {
    const { sessionSecrets, passwordPeppers } = this.settings;
    return {
      sessionSecrets,
      passwordPeppers,
      encryptionKeys: this.of(SecondFactorSettings).encryptionKeys,
      auditKeys: this.of(AuditSettings).keys,
    };
  }

  /** What the start would say of it. */
  get warnings(): string[] {
    return settingWarnings(this.settings).map(({ message }) => message);
  }

  private of<Part extends object>(part: SettingsPart<Part>): Part {
    const [[, made] = []] = this.settings.parts.of([part]);
    return made as Part;
  }
}
