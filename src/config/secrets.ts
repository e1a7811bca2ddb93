import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from './data-dir.js';

/** ASVS 5.0 11.5.1 asks for 128 bits; 32 bytes leave room for keys that people typed. */
const SECRET_MIN_BYTES = 32;

const SECRET_FILE = 'session-secret';

/** The fixed label that keys password hashes where no pepper is set; it is no secret. */
export const DEFAULT_PEPPER = 'gatehouse';

/** Parses a comma-separated list for rotation: the first is the current one. Throws when one is too short. */
export function sessionSecrets(text: string): string[] {
  const secrets = list(text);
  if (secrets.length === 0 || secrets.some((secret) => Buffer.byteLength(secret) < SECRET_MIN_BYTES)) {
    throw new Error(
      `must hold secrets of at least ${SECRET_MIN_BYTES} bytes each (a comma separates secrets); ` +
        'make one with: openssl rand -base64 48',
    );
  }
  return secrets;
}

/** Parses one key. Throws when it is too short. */
export function longSecret(text: string): string {
  if (Buffer.byteLength(text) < SECRET_MIN_BYTES) {
    throw new Error(`must hold at least ${SECRET_MIN_BYTES} bytes; make one with: openssl rand -base64 48`);
  }
  return text;
}

export function passwordPeppers(text: string): string[] {
  const peppers = list(text);
  if (peppers.length === 0 || new Set(peppers).size !== peppers.length) {
    throw new Error('must hold one pepper, or several different ones separated by commas');
  }
  return peppers;
}

/** Returns the secret that the embedded default makes for itself, once. Only its owner can read the file. */
export function keptSessionSecret(dataDir: string): string[] {
  const file = join(dataDir, SECRET_FILE);
  makeDataDir(dataDir);
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  return [readFileSync(file, 'utf8').trim()];
}

/** Returns the secret that a start has made, for commands that only ask; empty where there is none. */
export function madeSessionSecret(dataDir: string): string[] {
  return existsSync(join(dataDir, SECRET_FILE)) ? keptSessionSecret(dataDir) : [];
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
