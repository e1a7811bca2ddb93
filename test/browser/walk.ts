import type { Page } from 'playwright-core';

/** Does what brings the next page, and waits for that page. */
export async function leave(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}
