// node scripts/run.mjs <entry>: builds when a source is newer than the last build, then runs dist/src/<entry>
// in this very process, so that signals and exit codes are its own. No npm pre-scripts: `ignore-scripts`
// (see .npmrc) switches those off too.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build-if-stale.mjs';

const [entry, ...rest] = process.argv.slice(2);
buildIfStale();
process.argv.splice(1, process.argv.length, join('dist/src', entry), ...rest);
await import(pathToFileURL(join('dist/src', entry)).href);
