import { Product, type ProductOptions, startProduct } from './product.js';
import type { SignedInOptions } from './signed-in.js';
import type { StorageState } from './storage-state.js';

/** What is asked of Playwright's `Browser`; a structure, because the product does without its package. */
export interface BrowserLike {
  newContext(): Promise<{
    newPage(): Promise<{ evaluate(expression: string): Promise<unknown> }>;
    close(): Promise<void>;
  }>;
}

type Use<T> = (value: T) => Promise<void>;

/** What a test may set by `test.use({ as: { role: 'auditor' } })`; null is a guest. */
export type As = SignedInOptions | null;

/** Asks the browser what it says of itself in `User-Agent`. */
export async function userAgentOf(browser: BrowserLike): Promise<string> {
  const context = await browser.newContext();
  try {
    return String(await (await context.newPage()).evaluate('navigator.userAgent'));
  } finally {
    await context.close();
  }
}

/**
 * Signs somebody new in by requests that look as this browser's, and returns what `newContext({ storageState })`
 * takes. Under any other User-Agent the session would be that of another client: suspicious, and not fresh.
 */
export async function storageStateFor(
  browser: BrowserLike,
  product: Product,
  { headers, ...options }: SignedInOptions = {},
): Promise<StorageState> {
  const client = { 'user-agent': await userAgentOf(browser), ...headers };
  return (await product.signedIn({ ...options, headers: client })).storageState();
}

/**
 * Returns fixtures for `test.extend` of @playwright/test: one product for each worker, its address as `baseURL`, and a
 * `storageState` of somebody new for each test, as `as` says.
 */
export function productFixtures(options: ProductOptions = {}) {
  return {
    as: [{}, { option: true }] as [As, { option: true }],
    product: [
      // Playwright reads from the braces what a fixture needs.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, use: Use<Product>) => {
        const product = await startProduct(options);
        await use(product);
        await product.remove();
      },
      { scope: 'worker' },
    ] as [(needs: object, use: Use<Product>) => Promise<void>, { scope: 'worker' }],
    baseURL: async ({ product }: { product: Product }, use: Use<string>) => use(product.url),
    storageState: async (
      { browser, product, as }: { browser: BrowserLike; product: Product; as: As },
      use: Use<StorageState | undefined>,
    ) => use(as === null ? undefined : await storageStateFor(browser, product, as)),
  };
}
