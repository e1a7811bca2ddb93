import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildIfStale } from '../../scripts/build-if-stale.mjs';
import { createApp } from '../../src/app.js';
import { readSettings } from '../../src/config/read-settings.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty DATA_DIR: copied by each test file, because making one takes seconds. */
    templateDataDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  // Tests that run the product as a process of its own run what was built.
  buildIfStale();
  const templateDataDir = mkdtempSync(join(tmpdir(), 'gatehouse-template-'));
  const app = await createApp(readSettings({ DATA_DIR: templateDataDir, LOG_LEVEL: 'silent', PORT: '0' }));
  await app.close();
  project.provide('templateDataDir', templateDataDir);
  return () => rmSync(templateDataDir, { recursive: true, force: true });
}
