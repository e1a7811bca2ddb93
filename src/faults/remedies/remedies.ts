import { DATABASE_REMEDIES } from './database.js';
import { MODULE_REMEDIES } from './modules.js';
import type { Remedy } from './remedy.js';
import { REQUEST_REMEDIES } from './requests.js';

/**
 * Advice, and nothing is decided by it: so a text may be looked at where a library has no class of its own for a
 * fault. The tests make each of these faults for real, so an update that words one anew is noticed.
 */
export const REMEDIES: readonly Remedy[] = [...DATABASE_REMEDIES, ...MODULE_REMEDIES, ...REQUEST_REMEDIES];

/** Returns what probably helps against this error, undefined where nothing is known of it. */
export function remedyFor(error: unknown): string | undefined {
  return error instanceof Error ? REMEDIES.find((row) => isMeant(row, error))?.remedy : undefined;
}

/** All that a row names must hold. */
function isMeant({ is, code, says, stack }: Remedy, error: Error): boolean {
  return (
    (is === undefined || is.includes(error.constructor.name) || is.includes(error.name)) &&
    (code === undefined || code.includes(String(Reflect.get(error, 'code')))) &&
    (says === undefined || says.test(error.message)) &&
    (stack === undefined || stack.test(error.stack ?? ''))
  );
}
