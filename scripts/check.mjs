// npm run check: what must pass before a commit. What only reads runs side by side, the tests after it.
import { spawn } from 'node:child_process';
import { build } from './build-if-stale.mjs';

const READERS = ['supply-chain', 'format:check', 'lint', 'types'];

const codes = await Promise.all(READERS.map((script) => run(script, 'pipe')));
if (codes.some((code) => code !== 0)) process.exit(1);
// Everything anew, whatever was built before; the tests find it built.
build();
process.exit(await run('test', 'inherit'));

/** Runs an npm script and resolves to its exit code. Piped output is shown when it ends, in one piece. */
function run(script, output) {
  const child = spawn('npm', ['run', script], { stdio: ['ignore', output, output], shell: process.platform === 'win32' });
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
