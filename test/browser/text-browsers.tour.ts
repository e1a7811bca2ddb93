import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcedBy } from '../support/observing.js';
import { Product } from '../support/product.js';
import { type Person, register, someone } from '../support/visitor.js';

const run = promisify(execFile);
const hasLynx = existsSync('/usr/bin/lynx');
if (!hasLynx) console.warn('TEXT BROWSERS ARE NOT TRIED: this machine lacks lynx');

/** The links of the head of a page before its first field, or before the button that logs out. */
const TO_FIRST_FIELD = 4;
const TO_LOG_OUT = 5;

describe.runIf(hasLynx)('in lynx a visitor', () => {
  let product: Product;
  let person: Person;
  let home: string;

  beforeAll(async () => {
    product = await Product.start();
    person = someone();
    await register(product.visitor(), person);
    home = await mkdtemp(join(tmpdir(), 'lynx-'));
  });

  afterAll(async () => {
    await product.remove();
    await rm(home, { recursive: true });
  });

  const lynx = async (...args: string[]) => {
    const { stdout } = await run('lynx', ['-accept_all_cookies', ...args], {
      env: { HOME: home, TERM: 'xterm', LANG: 'C.UTF-8' },
    });
    return stdout;
  };

  it('logs in and out', async () => {
    const events = announcedBy(product);
    const keys = [
      ...tabs(TO_FIRST_FIELD),
      ...typed(person.username),
      ...tabs(1),
      ...typed(person.password),
      ...tabs(2),
      '^J',
      ...tabs(TO_LOG_OUT),
      '^J',
      'q',
      'y',
    ];
    const script = join(home, 'keys');
    await writeFile(script, keys.map((key) => `key ${key}\n`).join(''));
    await lynx(`-cmd_script=${script}`, `${product.url}/login`);
    expect(events).toEqual(['logged-in', 'logged-out']);
  });

  it('reads messages, and what the box beside one is for', async () => {
    expect(await lynx('-dump', `${product.url}/profile`)).toMatch(/Please log in to access this page\.\s+\[ \] Dismiss/);
  });
});

const tabs = (times: number): string[] => Array<string>(times).fill('<tab>');
const typed = (text: string): string[] => Array.from(text, (letter) => (letter === ' ' ? '<space>' : letter));
