import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ROOMS } from '../../src/app.module.js';
import { type ReadOptions, readSettings } from '../../src/config/read-settings.js';
import { Features } from '../../src/features/features.js';
import { documentedRows } from '../support/observing.js';

const FILE = 'docs/settings.md';
const ROWS = documentedRows(FILE, 'variable');

/** These settings include what modules of the product read for themselves; a team says in documents of its own what its modules read. */
const options: ReadOptions = { parts: (await Features.of(ROOMS)).settings, ownSecrets: () => [] };

/** The document names this one in a sentence, because it is refused rather than read. */
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
