// What Nest's watcher leaves out while `npm run dev` runs: it copies the files that public/ folders had when it began, and
// no new one, and begins again for none of them, though the product reads them at its start.
import { copyFileSync, existsSync, globSync, mkdirSync, statSync, utimesSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds after a save. By the second time Nest's watcher has built what it is ever going to build. */
const SOON = 200;
const LATER = 1_500;

const PUBLIC = 'src/**/public/**';
const SOURCES = '{src,migrations}/**/*.{ts,tsx}';

/** Copies what is saved in public/ folders, and has a source built that was overlooked, until this process ends. */
export function completeWatcher() {
  const seen = new Map(publicFiles());
  const touched = new Set();
  let timers = [];
  watch('src', { recursive: true, persistent: false }, () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [setTimeout(copy, SOON, seen), setTimeout(copy, LATER, seen), setTimeout(touchOverlooked, LATER, touched)];
  });
}

function publicFiles() {
  return globSync(PUBLIC)
    .map((path) => [path, statSync(path, { throwIfNoEntry: false })])
    .filter(([, stats]) => stats?.isFile())
    .map(([path, { mtimeMs }]) => [path, mtimeMs]);
}

function copy(seen) {
  const saved = publicFiles().filter(([path, time]) => seen.get(path) !== time);
  if (saved.length === 0) return;
  for (const [path, time] of saved) {
    seen.set(path, time);
    unlessGone(() => mkdirSync(dirname(`dist/${path}`), { recursive: true }));
    unlessGone(() => copyFileSync(path, `dist/${path}`));
  }
  // The product begins again when a built file has changed.
  unlessGone(() => utimesSync('dist/src/main.js', new Date(), new Date()));
}

/** A file that is written together with its folder may be missed: seen once more, it is built. */
function touchOverlooked(touched) {
  for (const path of globSync(SOURCES)) {
    if (touched.has(path) || existsSync(`dist/${path.replace(/\.tsx?$/, '.js')}`)) continue;
    touched.add(path);
    unlessGone(() => utimesSync(path, new Date(), new Date()));
  }
}

/** Editors write into a file that lives for a moment, and the first build has not made everything yet. */
function unlessGone(work) {
  try {
    work();
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
