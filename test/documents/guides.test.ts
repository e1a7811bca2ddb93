import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examples, guide, guides, shownFiles } from '../support/observing.js';

describe('the guides', () => {
  it('are one for each example that a test runs', () => {
    // Two show no example: test/config/platform-addresses.test.ts and test/deploy/upgrade.rehearsal.ts hold them.
    expect(new Set(guides())).toEqual(new Set([...examples(), 'hosting', 'upgrade']));
  });

  it('are all named in docs/customising.md', () => {
    const index = readFileSync('docs/customising.md', 'utf8');
    expect(guides().filter((name) => !index.includes(`(guides/${name}.md)`))).toEqual([]);
  });

  it.each(examples())('show every file of their example as the test runs it, below its name (%s)', (example) => {
    const text = guide(example);
    for (const { file, code } of shownFiles(example)) {
      const [, shown] = text.split(`${file}\`:\n\n`);
      expect(shown?.slice(shown.indexOf('\n') + 1)).toContain(`${code}\`\`\``);
    }
  });

  it.each(guides())('ask one question (%s)', (name) => {
    const [title = ''] = guide(name).split('\n', 1);
    expect(title).toMatch(/^# How .+\?$/);
  });
});

describe('README.md', () => {
  it('shows the page of its guide, in at most 25 lines', () => {
    const [page] = shownFiles('notes');
    expect(readFileSync('README.md', 'utf8')).toContain(page?.code);
    expect(page?.code.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });

  it('has at most 100 lines', () => {
    expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(100);
  });
});
