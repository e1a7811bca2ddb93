import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ConditionRequest } from '../sessions/revocations/condition-request.js';

export const SESSIONS_USAGE = `npm run sessions -- revoke --before <time> [--role <role>] [--method <method>] [--address <CIDR>] [--users <file>] [--reason <text>] [--dry-run]
  ends every session and remember-me series that began before the time, such as 2026-11-30T12:00Z or now;
  --role, --method, --address and --users narrow it, and all that are given must fit. --dry-run only counts
npm run sessions -- list
`;

const OPTIONS = {
  before: { type: 'string' },
  role: { type: 'string' },
  method: { type: 'string' },
  address: { type: 'string' },
  users: { type: 'string' },
  reason: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** This is what the operator wants done with sessions. */
export type SessionCommand =
  { readonly name: 'list' } | { readonly name: 'revoke'; readonly isDryRun: boolean; readonly condition: ConditionRequest };

/** Returns the command, or what to tell the operator in its place. A file of accounts has one name, address or id a line. */
export function readSessionCommand(args: readonly string[]): SessionCommand | string {
  const [name, ...rest] = args;
  if (name === 'list' && rest.length === 0) return { name };
  if (name !== 'revoke') return SESSIONS_USAGE;
  try {
    const {
      before,
      address: network,
      users: file,
      'dry-run': isDryRun,
      ...more
    } = parseArgs({ args: rest, options: OPTIONS }).values;
    // An empty value is a variable of a script that was not set: taken for none it would end more than is meant.
    const empty = Object.entries({ before, network, file, ...more }).find(([, value]) => value?.trim() === '');
    if (before === undefined || empty !== undefined) return SESSIONS_USAGE;
    const users = file === undefined ? undefined : linesOf(file);
    if (typeof users === 'string') return users;
    return { name, isDryRun, condition: { ...more, before, network, users } };
  } catch {
    // An option that is not ours.
    return SESSIONS_USAGE;
  }
}

function linesOf(file: string): string[] | string {
  try {
    const lines = readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/);
    return lines.filter((line) => line.trim() !== '');
  } catch {
    return `users: ${file} cannot be read\n`;
  }
}
