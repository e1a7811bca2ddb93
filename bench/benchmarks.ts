import { compare } from './compare/compare.ts';
import type { Options } from './options.ts';

/** What `npm run bench -- <name>` runs. */
export const BENCHMARKS: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  compare,
};
