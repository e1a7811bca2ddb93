import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { buildIfStale } from '../../scripts/build-if-stale.mjs';
import { BUNDLE } from '../../scripts/bundle-start.mjs';

/**
 * Before any process starts: several that find an old build at once would build over each other. Tests that run the
 * product as a process of its own run what every start but the first runs; the others run the sources.
 */
export default async function buildOnce(): Promise<void> {
  await buildIfStale();
  if (!existsSync(BUNDLE)) await promisify(execFile)(process.execPath, ['scripts/bundle.mjs']);
}
