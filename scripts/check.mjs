// npm run check: what must pass before a commit, within three minutes on two cores. What only reads runs side by side, the
// tests after it, but for the slowest (vitest.config.ts), which `npm test` and CI run too.
import { spawn } from 'node:child_process';
import { build } from './build-if-stale.mjs';

const READERS = ['supply-chain', 'format:check', 'lint', 'types'];

const codes = await Promise.all(READERS.map((script) => run(script, 'pipe')));
if (codes.some((code) => code !== 0)) process.exit(1);
// Everything anew, whatever was built before; the tests find it built.
await build();
process.exit(await run('test', 'inherit', ['--', '--project', 'together']));

/** Runs an npm script and resolves to its exit code. Piped output is shown when it ends, in one piece. */
function run(script, output, args = []) {
  const child = spawn('npm', ['run', script, ...args], {
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32',
  });
  const written = [];
  child.stdout?.on('data', (chunk) => written.push(chunk));
  child.stderr?.on('data', (chunk) => written.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(written));
      resolve(code ?? 1);
    });
  });
}
