import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/read-settings.js';

let clone: string;

const git = (...args: string[]) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' });

/** What `git add .` would take. */
const seenByGit = () => git('status', '--porcelain', '--untracked-files=all');

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'gatehouse-clone-'));
  git('init', '--quiet');
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

describe('git takes nothing', () => {
  it('of a DATA_DIR, nor of where it was moved to, whatever it is called', () => {
    const dataDir = join(clone, 'state');
    expect(readSettings({ DATA_DIR: dataDir }).sessionSecrets).toHaveLength(1);
    expect(seenByGit()).toBe('');
    renameSync(dataDir, join(clone, 'before-the-restore'));
    expect(seenByGit()).toBe('');
  });

  it.each(['data', 'data.old', 'data-2026-11-29'])('of %s beside the product, also of one that an older version made', (name) => {
    cpSync('.gitignore', join(clone, '.git/info/exclude'));
    mkdirSync(join(clone, name));
    writeFileSync(join(clone, name, 'session-secret'), 'x');
    writeFileSync(join(clone, 'README.md'), 'x');
    expect(seenByGit()).toBe('?? README.md\n');
  });
});
