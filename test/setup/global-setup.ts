import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import buildOnce from './build-once.js';
import { keepTemporaryFilesInMemory } from './memory-folder.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty DATA_DIR: copied by each test file, because making one takes seconds. */
    templateDataDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  await buildOnce();
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
