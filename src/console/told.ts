import type { InvalidForm } from '../http/errors/invalid-form.js';
import { LastAdmin } from '../users/last-admin.js';
import { UnknownRole } from '../roles/account-roles.service.js';
import { textFor, type Texts } from '../texts/texts.js';
import type { User } from '../users/user.entity.js';

/** Writes to standard output, or for another exit code than 0 to standard error, and returns the code. */
export function tell(text: string, exitCode: number): number {
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  return exitCode;
}

/** Returns an account as an operator reads it, one line for each fact. */
export function described({ id, username, email, active, createdAt, deleteAt, emailVerifiedAt, roles }: User): string {
  const created = createdAt.toISOString();
  const proven = emailVerifiedAt === null ? 'no' : 'yes';
  const closed = deleteAt ? `closed     by its owner, deleted after ${deleteAt.toISOString()}\n` : '';
  return `id         ${id}\nusername   ${username}\nemail      ${email}\nproven     ${proven}\nstate      ${stateOf(active)}\nroles      ${rolesOf(roles)}\n${closed}created    ${created}\n`;
}

export function stateOf(active: boolean): 'active' | 'disabled' {
  return active ? 'active' : 'disabled';
}

/** Returns roles as one word of a line. */
export function rolesOf(roles: readonly string[]): string {
  return roles.length === 0 ? '-' : roles.join(',');
}

/** Runs a command and returns its exit code, 1 where it may not leave the site without administrators or knows no such role. */
export async function refusingRoles(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LastAdmin) return tell(LAST_ADMIN, 1);
    if (error instanceof UnknownRole) return tell(`There is no role "${error.role}". Known: ${error.known.join(', ')}\n`, 1);
    throw error;
  }
}

const LAST_ADMIN = 'Nothing was changed: this is the last active account with the role admin. Grant it to another one first.\n';

/** Returns the messages of a form, one line for each, with its field. */
export function refusal(texts: Texts, { errors }: Pick<InvalidForm, 'errors'>): string {
  const lines = Object.entries(errors).flatMap(([field, broken]) =>
    broken.map(({ code, values }) => `${field}: ${textFor(texts, code, values)}\n`),
  );
  return lines.join('');
}
