import { readFileSync } from 'node:fs';
import type { Target } from '../support/visitor.js';
import type { Certificates } from './certificates.js';

/** Where the names in the delivered configurations lead on this machine. */
export interface Places {
  /** The port for plain HTTP, and the one for TLS. */
  readonly port: number;
  readonly tlsPort: number;
  readonly instances: readonly [Target, Target];
  /** For {@link HOST}; where none is given, the front makes one that nobody looks at. */
  readonly certificates?: Certificates;
}

/** The host that the certificates of the rehearsals are for. */
export const HOST = 'www.example.org';

/** A delivered file with nothing but its addresses changed: each that is named must stand in it once. */
export function delivered(file: string, changes: Readonly<Record<string, string>>): string {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(changes)) {
    if (text.split(from).length !== 2) throw new Error(`${file} should say "${from}" once`);
    text = text.replace(from, to);
  }
  return text;
}

/** `host:port` of an instance that is reached by TCP. */
export function hostAndPort(target: Target): string {
  if (!('port' in target)) throw new Error('this front reaches the instances by TCP');
  return `127.0.0.1:${target.port}`;
}
