// npm run bench [-- <name> [--quick] ...]: see docs/performance.md. Without a name: the comparison.
import { buildIfStale } from '../scripts/build-if-stale.mjs';
import { BENCHMARKS } from './benchmarks.ts';
import { readOptions } from './options.ts';
import { writePapers } from './support/record.ts';

const options = readOptions(process.argv.slice(2), Object.keys(BENCHMARKS));
await buildIfStale();
if (options.papers || !options.quick) writePapers();
for (const name of options.names) {
  console.log(`\n== ${name}`);
  await BENCHMARKS[name]?.(options);
}
process.exit(process.exitCode);
