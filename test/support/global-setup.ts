import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildIfStale } from '../../scripts/build-if-stale.mjs';
import { keepTemporaryFilesInMemory } from './memory-folder.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty DATA_DIR: copied by each test file, because making one takes seconds. */
    templateDataDir: string;
  }
}

/** PostgreSQL fills its 128 MB of buffers with zeros at each start: most of the time and memory that a start takes. */
const FEW_BUFFERS = 'shared_buffers = 8MB\n';

export default async function setup(project: TestProject): Promise<() => void> {
  // Tests that run the product as a process of its own run what was built.
  buildIfStale();
  // Only now: the build also writes files that the sources read.
  const [{ createApp }, { readSettings }] = await Promise.all([
    import('../../src/app.js'),
    import('../../src/config/read-settings.js'),
  ]);
  const removeTemporaryFiles = keepTemporaryFilesInMemory();
  const templateDataDir = mkdtempSync(join(tmpdir(), 'gatehouse-template-'));
  const app = await createApp(readSettings({ DATA_DIR: templateDataDir, LOG_LEVEL: 'silent', PORT: '0' }));
  await app.close();
  appendFileSync(join(templateDataDir, 'postgres', 'postgresql.conf'), FEW_BUFFERS);
  project.provide('templateDataDir', templateDataDir);
  return () => {
    rmSync(templateDataDir, { recursive: true, force: true });
    removeTemporaryFiles();
  };
}
