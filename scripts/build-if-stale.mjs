import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awaitWatcher, isWatched } from './watcher.mjs';

/** Is there when a build is whole, and gone when the next one begins. */
export const STAMP = 'dist/.built';
const LOCK = 'node_modules/.gatehouse-build';
/** Milliseconds after which a lock was left behind by a build that died. */
const LOCK_LIFE = 120_000;
const SOURCES = ['src', 'migrations'];
const HOW = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', '.swcrc', 'scripts/build.mjs', 'scripts/bundle-start.mjs'];

/**
 * Builds when a source is newer than the last build. In an image without sources it does nothing. Of
 * several processes that start at once one builds, the others wait for it; beside `npm run dev` that one builds.
 */
export function buildIfStale() {
  if (existsSync('src') && isWatched()) {
    const unbuilt = awaitWatcher();
    if (unbuilt.length === 0) return;
    process.stderr.write(`npm run dev has not built ${unbuilt.join(', ')}: its terminal says why.\n`);
    process.exit(1);
  }
  while (existsSync('src') && isStale()) {
    if (!takeLock()) {
      pause(100);
      continue;
    }
    try {
      if (isStale()) build();
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
  }
}

function isStale() {
  const built = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0;
  return (
    built === 0 || [...HOW, ...SOURCES.flatMap(allIn)].some((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs > built)
  );
}

/** Returns all files and folders in this folder. Every start asks, and patterns would take twice as long. */
function allIn(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
}

function takeLock() {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > LOCK_LIFE) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Builds, whatever was built before, and ends the process where that fails. */
export function build() {
  // Not on standard output, which belongs to whatever is run after the build.
  process.stderr.write('Building...\n');
  try {
    // Node runs a script of package.json as npm does, without the time that npm takes to start.
    execFileSync(process.execPath, ['--run', 'build'], { stdio: 'pipe' });
    writeFileSync(STAMP, '');
  } catch (error) {
    process.stderr.write(`The build failed.\n${error.stdout ?? ''}${error.stderr ?? ''}\n`);
    rmSync(LOCK, { recursive: true, force: true });
    process.exit(1);
  }
}
