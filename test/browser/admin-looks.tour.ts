import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Feature } from '../../src/features/feature.js';
import { giveRoles, Product } from '../support/product.js';
import { letAxeIn, violations } from './accessibility.js';
import { ADMIN_SCENES, populate, signInAs, type Site } from './administering.js';
import { openBrowser, SIZES } from './browser.js';
import { enter } from './scenes.js';
import { leave } from './walk.js';

/** Forced colours are a page of their own: Chromium keeps their canvas when they are switched off. */
const PAGES = [
  { forced: false, looks: [{ colorScheme: 'light' }, { colorScheme: 'dark' }] },
  { forced: true, looks: [{ colorScheme: 'dark', forcedColors: 'active' }] },
] as const;

declare module '../../src/features/role-catalogue.js' {
  interface RoleCatalogue {
    clerk: true;
  }
}

/** A role that is no administrator's, so that there is one to take. */
@Module({})
@Feature({ roles: { clerk: [] } })
class ClerkModule {}

let product: Product;
let browser: Browser;
let site: Site;

beforeAll(async () => {
  const mail = { MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'site@example.org' };
  [product, browser] = await Promise.all([Product.start(mail, [ClerkModule]), openBrowser()]);
  site = await populate(product);
  await giveRoles(product, site.person, 'clerk');
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

describe.each(PAGES)(
  'the administration is accessible and fits, on a phone and a desktop (forced colours: $forced)',
  ({ forced, looks }) => {
    let context: BrowserContext;
    let page: Page;

    beforeAll(async () => {
      // Only for axe the policy is put aside.
      context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
      await signInAs(context.request, product, site.admin);
      page = await context.newPage();
    });

    afterAll(() => context.close());

    async function judge(name: string): Promise<void> {
      await letAxeIn(page);
      for (const [size, viewport] of Object.entries(SIZES)) {
        for (const media of looks) {
          const look = [name, size, forced ? 'forced' : media.colorScheme].join('-');
          await page.setViewportSize(viewport);
          await page.emulateMedia(media);
          const directory = process.env['SCREENSHOTS'];
          if (directory) await page.screenshot({ path: join(directory, `${look}.png`), fullPage: true });
          // In forced colours the contrast is that of the person's own palette.
          expect(await violations(page, { 'color-contrast': { enabled: !forced } }), look).toEqual([]);
          expect(await page.evaluate(overflowing), look).toEqual([]);
        }
      }
    }

    it.each(ADMIN_SCENES)('$name', async ({ name, path, ...scene }) => {
      await enter(page, product.url, { name, path: path(site.person.id), ...scene });
      await judge(name);
    });

    it('the banner, on every page of the person', async () => {
      await page.goto(`${product.url}/admin/users/${site.person.id}/impersonate`);
      await page.getByLabel('Reason').fill('asked for help');
      await leave(page, () => page.getByRole('button', { name: 'Act as this person' }).click());
      for (const path of ['/dashboard', '/settings/sessions', '/settings/history', '/settings/password', '/nothing/here']) {
        await page.goto(product.url + path);
        await page.getByRole('button', { name: 'Stop acting' }).waitFor();
        await judge(`acting${path.replaceAll('/', '-')}`);
      }
    });
  },
);

/** Runs in the page: what stands outside of it, on either side, where nobody can scroll to. */
function overflowing(): string[] {
  const { clientWidth } = document.documentElement;
  const isScrolled = (element: Element): boolean => element.closest('.table-responsive') !== null;
  return [...document.querySelectorAll('body *')].flatMap((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    const isOut = width > 0 && (left < -1 || right > clientWidth + 1) && !isScrolled(element);
    return isOut ? [`${element.tagName} "${element.textContent?.slice(0, 40)}" from ${left} to ${right}`] : [];
  });
}
