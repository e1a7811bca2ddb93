import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { buildIfStale } from '../../scripts/build-if-stale.mjs';
import { keepTemporaryFilesInMemory } from './memory-folder.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty DATA_DIR: copied by each test file, because making one takes seconds. */
    templateDataDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  // Tests that run the product as a process of its own run what was built.
  await buildIfStale();
  // The sources are loaded only now, because the build also writes files that they read.
  const { makeTemplate } = await import('../../src/testing/template.js');
  const removeTemporaryFiles = keepTemporaryFilesInMemory();
  const template = await makeTemplate();
  project.provide('templateDataDir', template);
  return () => {
    rmSync(template, { recursive: true, force: true });
    removeTemporaryFiles();
  };
}
