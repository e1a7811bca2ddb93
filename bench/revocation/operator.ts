import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { measuredEnvironment, type Stores } from '../support/product.ts';
import type { Environment } from '../support/program.ts';

/** What `npm run sessions` has said, and how many seconds it took. */
export interface Said {
  readonly text: string;
  readonly seconds: number;
}

/** Runs `npm run sessions -- ...` on these stores, as an operator does. Throws when it says no. */
export async function sessions(stores: Stores, args: readonly string[], own: Environment = {}): Promise<Said> {
  const { PATH = '', HOME = '/' } = process.env;
  const env = { PATH, HOME, ...measuredEnvironment(stores), PUBLIC_URL: 'http://127.0.0.1', LOG_LEVEL: 'silent', ...own };
  const begun = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'console/sessions.js', ...args], { env });
  return { text: stdout, seconds: (performance.now() - begun) / 1_000 };
}
