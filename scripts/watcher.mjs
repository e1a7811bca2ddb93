// `npm run dev` builds into dist/ by itself and starts the product again whenever something there changes. Whoever else
// needs a build meanwhile waits for that one: a second build would empty dist/ under the product that runs.
import { globSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { livesIn, ofThisClone } from './of-this-clone.mjs';

/** Milliseconds in which the watcher builds what was saved, also on a slow machine. */
const PATIENCE = 8_000;
const PAUSE = 100;

const MARK = ofThisClone('dev');

/** Says until the end of this process that it builds what is saved. */
export function markWatching() {
  writeFileSync(MARK, String(process.pid));
  process.on('exit', () => rmSync(MARK, { force: true }));
}

/** Tells whether a watcher runs: one that was killed left its mark behind. */
export function isWatched() {
  return livesIn(MARK);
}

/** Waits until every source is built, and returns those that are not by then, as they are where one does not compile. */
export function awaitWatcher() {
  const until = Date.now() + PATIENCE;
  let open = unbuilt();
  while (open.length > 0 && Date.now() < until && isWatched()) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    open = unbuilt();
  }
  return open;
}

function unbuilt() {
  return globSync('{src,migrations}/**/*.{ts,tsx}').filter((file) => {
    const built = statSync(`dist/${file.replace(/\.tsx?$/, '.js')}`, { throwIfNoEntry: false });
    return built === undefined || built.mtimeMs < statSync(file).mtimeMs;
  });
}
