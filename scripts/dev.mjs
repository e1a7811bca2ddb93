// npm run dev: builds, starts, and does both again whenever a source is saved, by Nest's own watcher in this very
// process, so that signals are its own. A file that does not compile is told, and the product that runs goes on.
import { completeWatcher } from './complete-watcher.mjs';
import { markWatching } from './watcher.mjs';
import { writeCommonPasswords } from './write-common-passwords.mjs';

const QUICK = {
  NODE_ENV: 'development',
  // No load balancer has to notice, and no visitor has to be waited for.
  SHUTDOWN_DRAIN: '0s',
  SHUTDOWN_TIMEOUT: '2s',
  // What Node has compiled of the packages is used again at the next start.
  NODE_COMPILE_CACHE: 'node_modules/.cache/node-compile',
};

for (const [name, value] of Object.entries(QUICK)) process.env[name] ||= value;
process.stdout.write('Building. Whatever you save is built and started again; sessions and data stay. Ctrl+C ends.\n');
markWatching();
completeWatcher();
// Nest's watcher ends when the product does; should that not come, Ctrl+C ends both all the same.
const HARD_END = 8_000;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => setTimeout(() => process.exit(1), HARD_END).unref());
writeCommonPasswords();
// Without a shell between, the signal reaches the product also where there is no `ps`.
process.argv.splice(2, process.argv.length, 'start', '--watch', '--watchAssets', '--no-shell');
await import('../node_modules/@nestjs/cli/bin/nest.js');
