import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Runs git in a folder and returns what it says. Throws with git's own message where it refuses. */
export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Makes a clone of a repository, on a branch of its own that begins at this commit. */
export function clone(from: string, at: string, folder: string): void {
  git('.', 'clone', '--quiet', '--shared', '--no-checkout', from, folder);
  git(folder, 'checkout', '--quiet', '-B', 'ours', at);
  // A machine of CI has no name for git, and no key to sign with.
  git(folder, 'config', 'user.name', 'A rehearsal');
  git(folder, 'config', 'user.email', 'rehearsal@example.org');
  git(folder, 'config', 'commit.gpgsign', 'false');
}

/** Commits these paths of a repository. */
export function commit(folder: string, message: string, ...paths: string[]): void {
  git(folder, 'add', ...paths);
  git(folder, 'commit', '--quiet', '--no-verify', '--message', message);
}

/** Does what `npm ci` does; by the packages that are here already where the lock file is the same. */
export function installPackages(folder: string): void {
  const lock = (at: string) => readFileSync(join(at, 'package-lock.json'), 'utf8');
  if (lock(folder) === lock('.')) symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  else execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe' });
}
