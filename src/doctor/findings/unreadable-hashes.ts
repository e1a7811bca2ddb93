import type { Seen } from '../examination.js';
import { type Finding, mistake, note } from './finding.js';

/** Judges whether there are accounts that nobody can get into. */
export function unreadableHashes({ unreadableHashes: count }: Seen): Finding[] {
  if (count === 0) return [];
  if (count === null) return [note('How many accounts have a password hash of no known form could not be counted in a second.')];
  return [
    mistake(
      `${count} account${count === 1 ? ' has' : 's have'} a password hash of no known form.`,
      'Nobody gets into them: every login is "wrong password", with the event hash-unknown in the log.',
      'Known are our own form and plain $2a$, $2b$, $2y$ of cost 4 to 15; ours needs the pepper that made it in PASSWORD_PEPPER. Give these accounts a new hash, or remove them.',
    ),
  ];
}
