import { SettingsError } from '../config/setting-error.js';
import { describeError } from '../log/describe-error.js';
import { StartError } from './start-error.js';

/** Tells people why the process cannot start, without a stack trace or a value; returns the exit code 1. */
export function reportStartFailure(error: unknown): 1 {
  process.stderr.write(`Gatehouse cannot start.\n${explain(error)}\n`);
  return 1;
}

function explain(error: unknown): string {
  if (error instanceof SettingsError) return error.problems.map((problem) => `  ${problem.message}`).join('\n');
  if (error instanceof StartError) return `  ${error.message}`;
  if (isAddressError(error))
    return `  The address to listen on cannot be used (${error.code}): check HOST, PORT or LISTEN_SOCKET`;
  const { error: name, code, stack } = describeError(error);
  return `  ${[name, code].filter((part) => part !== undefined).join(' ')}\n  at ${String(stack)}`;
}

function isAddressError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}
