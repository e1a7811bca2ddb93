import { statSync } from 'node:fs';
import { DEFAULT_PEPPER } from './secrets.js';
import type { Settings } from './settings.js';
import type { SettingWarning } from './settings-parts.js';

export type { SettingWarning };

type Doubtful = Pick<
  Settings,
  'production' | 'publicUrl' | 'passwordPeppers' | 'dataDir' | 'sessionIdleTimeout' | 'sessionAbsoluteTimeout' | 'parts'
>;

/** Finds settings that work but leave a protection out, each with its remedy; it never shows a value that may be a secret. */
export function settingWarnings(settings: Doubtful): SettingWarning[] {
  const { production, publicUrl, passwordPeppers, dataDir } = settings;
  const warnings: SettingWarning[] = [];
  if (production && publicUrl.protocol === 'http:') {
    warnings.push({
      message: 'PUBLIC_URL is http: passwords and cookies cross the network in clear',
      remedy: 'put a proxy with a certificate in front, and set PUBLIC_URL to its https address',
    });
  }
  if (production && passwordPeppers[0] === DEFAULT_PEPPER) {
    warnings.push({
      message: 'PASSWORD_PEPPER is not set: password hashes are keyed by a public label, so who steals them can guess at once',
      remedy: `set it to the output of: openssl rand -base64 48; where accounts exist, follow docs/key-rotation.md with ${DEFAULT_PEPPER} as the old one`,
    });
  }
  if (settings.sessionIdleTimeout > settings.sessionAbsoluteTimeout) {
    warnings.push({
      message: 'SESSION_IDLE_TIMEOUT ends no session: it is longer than SESSION_ABSOLUTE_TIMEOUT, which ends every one before it',
      remedy: 'make it shorter than SESSION_ABSOLUTE_TIMEOUT',
    });
  }
  if (othersMayEnter(dataDir)) {
    warnings.push({
      message: 'DATA_DIR can be entered by other users of this machine, who may read password hashes and the session secret',
      remedy: 'chmod -R go= on that folder, or name another one',
    });
  }
  return [...warnings, ...settings.parts.warnings(settings)];
}

/** Windows has no such modes, and shows them as open to everybody. */
function othersMayEnter(dataDir: string): boolean {
  const mode = process.platform === 'win32' ? 0 : (statSync(dataDir, { throwIfNoEntry: false })?.mode ?? 0);
  return (mode & 0o077) !== 0;
}
