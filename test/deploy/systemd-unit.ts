import { readFileSync } from 'node:fs';
import type { Environment } from '../support/product.js';

/** A unit file of deploy/systemd, as far as these tests read it; `places` are put in the place of its names. */
export class SystemdUnit {
  private readonly lines: readonly string[];

  constructor(file: string, places: Readonly<Record<string, string>> = {}) {
    let text = readFileSync(`deploy/systemd/${file}`, 'utf8');
    for (const [from, to] of Object.entries(places)) text = text.replaceAll(from, to);
    this.lines = text.split('\n').filter((line) => /^\w+=/.test(line));
  }

  /** Every value of a key, in order. */
  all(key: string): string[] {
    return this.lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  }

  one(key: string): string {
    const [value = '', ...more] = this.all(key);
    if (value === '' || more.length > 0) throw new Error(`${key} should stand once`);
    return value;
  }

  /** Program and arguments. */
  command(key: string): [string, ...string[]] {
    const [program = '', ...args] = this.one(key).split(' ');
    return [program, ...args];
  }

  /** Credentials: the name that the process sees, and the file that it comes from. */
  get credentials(): [string, string][] {
    return this.all('LoadCredential').map((line) => line.split(':', 2) as [string, string]);
  }

  /** What the process finds in its environment: the shared file first, then the unit's own. */
  get environment(): Environment {
    const shared = readFileSync('deploy/systemd/gatehouse.env', 'utf8').split('\n');
    const own = this.all('Environment').flatMap((line) => line.split(' '));
    const assignments = [...shared, ...own].filter((line) => /^\w+=/.test(line));
    return Object.fromEntries(assignments.map((line) => [line.replace(/=.*/s, ''), line.replace(/^\w+=/, '')]));
  }
}
