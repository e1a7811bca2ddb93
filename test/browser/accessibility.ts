import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Needs a context that puts the page's policy aside. */
export async function letAxeIn(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** What axe finds wrong with the page as it looks now. */
export async function violations(page: Page): Promise<string[]> {
  // Only what is wrong in full: the lists of what is right are long, and would all be sent over.
  const results = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
