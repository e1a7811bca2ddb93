import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { livesIn, ofThisClone } from './of-this-clone.mjs';
import { awaitWatcher, isWatched } from './watcher.mjs';

/** Is there when a build is whole, and gone when the next one begins. */
export const STAMP = 'dist/.built';
const LOCK = ofThisClone('build');
/** Milliseconds after which a lock was left behind, where another process has the number of the one that built. */
const LOCK_LIFE = 120_000;
const PAUSE = 100;
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SOURCES = ['src', 'migrations'];
/** npm writes its own lock file whenever it installs something: the bundle of a start holds packages. */
const INSTALLED = ['package-lock.json', 'node_modules/.package-lock.json'];
const HOW = [
  'nest-cli.json',
  'tsconfig.json',
  '.swcrc',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  'scripts/bundle-start.mjs',
  'scripts/bundled-packages.mjs',
];

/**
 * Builds when a source is newer than the last build, and resolves when that is done. In an image without sources it does
 * nothing. Of several processes that start at once one builds, the others wait for it; beside `npm run dev` that one
 * builds. `meanwhile` is what this process can do while another one compiles.
 */
export async function buildIfStale(meanwhile = async () => undefined) {
  if (existsSync('src') && isWatched()) {
    const unbuilt = awaitWatcher();
    if (unbuilt.length === 0) return;
    process.stderr.write(`npm run dev has not built ${unbuilt.join(', ')}: its terminal says why.\n`);
    process.exit(1);
  }
  while (existsSync('src') && isStale()) {
    if (!takeLock()) {
      await sleep(PAUSE);
      continue;
    }
    try {
      if (isStale()) await Promise.all([build(), meanwhile()]);
    } finally {
      releaseLock();
    }
  }
}

function isStale() {
  const built = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0;
  return (
    built === 0 ||
    [...INSTALLED, ...HOW, ...SOURCES.flatMap(allIn)].some((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs > built)
  );
}

/** Returns all files and folders in this folder. Every start asks, and patterns would take twice as long. */
function allIn(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
}

function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isLeftBehind()) releaseLock();
    return false;
  }
}

/** A build that was killed leaves its lock behind. One that is gone by now may be another's a moment later. */
function isLeftBehind() {
  const lock = statSync(LOCK, { throwIfNoEntry: false });
  return lock !== undefined && (Date.now() - lock.mtimeMs > LOCK_LIFE || !livesIn(LOCK));
}

function releaseLock() {
  rmSync(LOCK, { recursive: true, force: true });
}

/** Builds, whatever was built before, and ends the process where that fails. */
export async function build() {
  const compiler = new AbortController();
  // A compiler that outlived this process would empty dist/ under the next build.
  const end = (signal) => {
    compiler.abort();
    releaseLock();
    process.kill(process.pid, signal);
  };
  for (const signal of ENDINGS) process.once(signal, end);
  // Not on standard output, which belongs to whatever is run after the build.
  process.stderr.write('Building...\n');
  try {
    const stop = { signal: compiler.signal, killSignal: 'SIGKILL' };
    await promisify(execFile)(process.execPath, ['scripts/build.mjs'], stop);
    writeFileSync(STAMP, '');
  } catch (error) {
    process.stderr.write(`The build failed.\n${error.stdout ?? ''}${error.stderr ?? ''}\n`);
    releaseLock();
    process.exit(1);
  } finally {
    for (const signal of ENDINGS) process.off(signal, end);
  }
}
