import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDatabaseAddress } from '../../src/config/database-address.js';
import { readSettings } from '../../src/config/read-settings.js';
import { readRedisAddress } from '../../src/config/redis-address.js';
import { SettingsError } from '../../src/config/setting-error.js';
import { PLATFORM_ADDRESSES } from './platform-addresses.js';

/** The lines that end a start with this setting. */
function refusal(setting: Record<string, string>): string {
  try {
    readSettings({ DATA_DIR: '/nowhere', ...setting }, { ownSecrets: () => [] });
    return '';
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message;
  }
}

describe('what hosting platforms give out', () => {
  it.each(PLATFORM_ADDRESSES)('%s: %s=%s', (_platform, variable, address, outcome) => {
    const line = refusal({ [variable]: address });
    if (outcome instanceof RegExp) {
      expect(line).toMatch(outcome);
      expect(line).toMatch(new RegExp(`^${variable} [^\\n]+$`));
      expect(line).not.toMatch(/XQ79/);
    } else {
      expect(line).toBe('');
      const read = variable === 'DATABASE_URL' ? readDatabaseAddress(address) : readRedisAddress(address);
      expect(read).toMatchObject(outcome);
    }
  });

  it('has a line for each platform in the guide', () => {
    const guide = readFileSync('docs/guides/hosting.md', 'utf8');
    const platforms = new Set(PLATFORM_ADDRESSES.map(([platform]) => platform));
    expect([...platforms].filter((platform) => !guide.includes(`| ${platform} |`))).toEqual([]);
  });
});
