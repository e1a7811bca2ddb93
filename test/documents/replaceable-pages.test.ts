import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { documentedRows } from '../support/observing.js';

// A fault is shown so to developers only, never to visitors: a team has nothing to make of it.
const FOR_DEVELOPERS = 'views/fault.page.tsx';
const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (file) => /^(?!team\/).*\.page\.tsx$/.test(file.replaceAll('\\', '/')) && file.replaceAll('\\', '/') !== FOR_DEVELOPERS,
);

/** Every page that the product shows, as whoever replaces it has to name it. */
async function pages(): Promise<string[]> {
  const modules = await Promise.all(files.map(async (file) => [file, await import(pathToFileURL(`src/${file}`).href)] as const));
  return modules.flatMap(([file, exported]: readonly [string, Record<string, unknown>]) =>
    Object.entries(exported)
      .filter(([, value]) => typeof value === 'function' && 'title' in value)
      .map(([name]) => `${name} src/${file.replaceAll('\\', '/')}`),
  );
}

describe('docs/guides/pages.md', () => {
  it('lists every page that can be replaced, and where it is', async () => {
    const rows = documentedRows('docs/guides/pages.md', 'page').map(
      ({ key, cells }) => `${key} ${(cells[1] ?? '').replaceAll('`', '')}`,
    );
    expect(rows.toSorted()).toEqual((await pages()).toSorted());
    expect(rows.length).toBeGreaterThanOrEqual(11);
  });

  it('is whole: each file of a page has one page', async () => {
    expect((await pages()).length).toBe(files.length);
    expect(files.map((file) => basename(file))).toContain('error.page.tsx');
  });
});
