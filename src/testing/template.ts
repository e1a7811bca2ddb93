import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../app.js';
import { readSettings } from '../config/read-settings.js';
import { TEST_SETTINGS } from './test-settings.js';

/** This variable names the template of this run to all processes that are begun from the one that made it. */
const TEMPLATE = 'GATEHOUSE_TEST_TEMPLATE';

/** PostgreSQL fills its 128 MB of buffers with zeros at each start: most of the time and memory that a start takes. */
const FEW_BUFFERS = 'shared_buffers = 8MB\n';

let own: Promise<string> | undefined;

/**
 * Returns a migrated, empty DATA_DIR to be copied. Making one takes seconds, so it is made once: by vitest's global
 * setup for all its workers, else by the first that asks in a process.
 */
export function templateDataDir(): Promise<string> {
  const made = process.env[TEMPLATE];
  if (made !== undefined) return Promise.resolve(made);
  own ??= makeTemplate();
  return own;
}

/** Makes it, whatever was made before by another version of the product, and removes it at the end of this process. */
export async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const app = await createApp(readSettings({ ...TEST_SETTINGS, DATA_DIR: folder, PORT: '0' }));
  await app.close();
  appendFileSync(join(folder, 'postgres', 'postgresql.conf'), FEW_BUFFERS);
  process.env[TEMPLATE] = folder;
  return folder;
}
