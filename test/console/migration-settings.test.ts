import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readMigrationSettings } from '../../src/console/migration-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-migration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OWNER = 'postgresql://owner@db.internal/gatehouse';
const PRODUCTION = { NODE_ENV: 'production', DATA_DIR: folder };

describe('a migration in production', () => {
  it.each(['MIGRATION_DATABASE_URL', 'DATABASE_URL'])('needs nothing but %s, and makes no secret', (variable) => {
    const settings = readMigrationSettings({ ...PRODUCTION, [variable]: OWNER });
    expect([settings.migrationDatabaseUrl, settings.sessionSecrets, readdirSync(folder)]).toEqual([OWNER, [], []]);
  });

  it('takes the owner of the tables for the role of the instances', () => {
    const both = { DATABASE_URL: 'postgresql://app@db.internal/gatehouse', MIGRATION_DATABASE_URL: OWNER };
    expect(readMigrationSettings({ ...PRODUCTION, ...both }).migrationDatabaseUrl).toBe(OWNER);
  });

  it('says what it lacks, and what of that is wrong', () => {
    expect(() => readMigrationSettings(PRODUCTION)).toThrow(/^MIGRATION_DATABASE_URL must be set when NODE_ENV is production[^\n]*$/); // prettier-ignore
    expect(() => readMigrationSettings({ ...PRODUCTION, DATABASE_URL: 'mysql://db' })).toThrow(
      /^DATABASE_URL must be an address/,
    );
  });

  it('does not look at what only instances need', () => {
    const theirs = { REDIS_URL: 'wrong', REDIS_CA_FILE: '/nowhere', SESSION_SECRET_FILE: '/nowhere', BCRYPT_COST: '99' };
    expect(readMigrationSettings({ ...PRODUCTION, ...theirs, DATABASE_URL: OWNER }).production).toBe(true);
  });
});
