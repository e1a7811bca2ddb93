import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Needs a context that puts the page's policy aside. */
export async function letAxeIn(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** What axe finds wrong with the page as it looks now, by its rules and others that are asked for. */
export async function violations(page: Page, rules: Readonly<Record<string, { enabled: boolean }>> = {}): Promise<string[]> {
  // Only what is wrong is asked for in full: the lists of what is right are long, and would all be sent over.
  const results = await page.evaluate<AxeResults>(`axe.run({ resultTypes: ["violations"], rules: ${JSON.stringify(rules)} })`);
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
