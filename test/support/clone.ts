import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a clone has, without what is built and what is stored. */
const CLONE = ['src', 'migrations', 'scripts', 'package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', '.swcrc'];

/** The build makes this, and Git does not have it. */
const MADE = 'src/users/passwords/common-passwords.txt';

/** Makes a clone in which nothing is built, with the packages of this one, and returns its folder. */
export function makeClone(name: string): string {
  const root = mkdtempSync(join(tmpdir(), `gatehouse-${name}-`));
  for (const part of CLONE) cpSync(part, join(root, part), { recursive: true, preserveTimestamps: true });
  rmSync(join(root, MADE));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  return root;
}
