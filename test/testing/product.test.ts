import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Product, productFixtures, startProduct } from '../../src/testing/index.js';
import { TeamModule } from '../../src/team/team.module.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-own-'));
  vi.stubEnv('TMPDIR', folder);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('a product for a test', () => {
  it("has all of the team's modules where none are named", async () => {
    const start = vi.spyOn(Product, 'start').mockRejectedValue(new Error('not today'));
    await startProduct().catch(() => undefined);
    expect(start).toHaveBeenCalledWith({}, [TeamModule]);
  });

  it('leaves no storage when it cannot start', async () => {
    await expect(startProduct({ settings: { SESSION_IDLE_TIMEOUT: 'soon' }, modules: [] })).rejects.toThrow(
      'SESSION_IDLE_TIMEOUT',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves no storage when it is removed', async () => {
    const product = await startProduct({ modules: [] });
    expect(readdirSync(folder)).toHaveLength(1);
    await product.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is there for each worker of Playwright, and gone after it', async () => {
    const [start] = productFixtures({ modules: [] }).product;
    const use = vi.fn(async (product: Product) => expect((await product.visitor().get('/login')).status).toBe(200));
    await start({}, use);
    expect(use).toHaveBeenCalledTimes(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
