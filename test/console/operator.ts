import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Storage } from '../support/product.js';

const environment = ({ env }: Storage) => ({ PATH: process.env['PATH'], LOG_LEVEL: 'silent', BCRYPT_COST: '4', ...env });

/** Runs `npm run user -- ...` as an operator would, with a password on standard input. */
export function runUser(storage: Storage, args: string[], input: string) {
  return run(storage, ['console/user.js', ...args], input);
}

/** Runs `npm run sessions -- ...` as an operator would. */
export function runSessions(storage: Storage, args: string[]) {
  return run(storage, ['console/sessions.js', ...args], '');
}

async function run(storage: Storage, args: string[], input: string) {
  const env = environment(storage);
  const child = spawn(process.execPath, ['scripts/run.mjs', ...args], { env });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { out, err, code };
}

/** Types passwords at a terminal, each when it is asked for, and returns all that the terminal showed. */
export async function typeAtTerminal(storage: Storage, args: string[], passwords: readonly string[]): Promise<string> {
  const env = environment(storage);
  const command = [process.execPath, 'scripts/run.mjs', 'console/user.js', ...args].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env });
  const answers = passwords.map((password) => `${password}\r`);
  let seen = '';
  child.stdout.on('data', (chunk) => {
    seen += String(chunk);
    if (/(Password|again): $/.test(seen)) child.stdin.write(answers.shift() ?? '');
  });
  await once(child, 'close');
  return seen;
}
