import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { type ReadOptions, readSettings } from '../../src/config/read-settings.js';
import { documentedRows } from '../support/documented.js';

const FILE = 'docs/settings.md';
const ROWS = documentedRows(FILE, 'variable');

/** With what modules read for themselves. */
const options: ReadOptions = { parts: (await allFeatures()).settings, ownSecrets: () => [] };

/** Named in a sentence, because it is refused rather than read. */
const REFUSED = 'PGSSLMODE';

/** Every variable that is asked for while settings are read; an address of PostgreSQL asks for libpq's too. */
function variablesRead(): Set<string> {
  const read = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    { DATABASE_URL: 'postgresql://app@db/app', DATA_DIR: tmpdir() },
    {
      get(variables, name) {
        read.add(String(name));
        return Reflect.get(variables, name);
      },
    },
  );
  readSettings(environment, options);
  read.delete(REFUSED);
  return read;
}

const settingsOf = (environment: Record<string, string>) => readSettings({ DATA_DIR: tmpdir(), ...environment }, options);

describe('docs/settings.md', () => {
  it('names every variable that is read, once, and no other', () => {
    const names = ROWS.map(({ key }) => key);
    expect(new Set(names)).toEqual(variablesRead());
    expect(names).toHaveLength(variablesRead().size);
  });

  it('names no variable in its sentences that is not read', () => {
    const named = readFileSync(FILE, 'utf8').matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g);
    const known = [...variablesRead(), REFUSED];
    expect([...named].map(([, name = '']) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('tells the defaults: setting a variable to its default changes nothing', () => {
    const defaults = ROWS.flatMap(({ key, cells: [, text = ''] }) => {
      const [, value] = /^`([^`$]+)`$/.exec(text) ?? [];
      return value === undefined || value === 'DATABASE_URL' || key === 'DATA_DIR' ? [] : [{ [key]: value }];
    }).filter((setting) => !Object.keys(setting).some((name) => name.endsWith('_FILE')));
    expect(defaults.length).toBeGreaterThan(20);
    for (const setting of defaults) expect([setting, settingsOf(setting)]).toEqual([setting, settingsOf({})]);
  });
});
