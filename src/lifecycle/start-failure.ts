import type { RawEnvironment } from '../config/environment.js';
import { isDevelopment } from '../config/modes.js';
import { SettingsError } from '../config/setting-error.js';
import { reportFault, reportLines } from '../faults/fault-report.js';
import { describeError } from '../log/describe-error.js';
import type { Logger } from '../log/logger.js';
import { diskRefusal } from '../outages/disk.js';
import { StartError } from './start-error.js';

/**
 * Tells people on standard error why the process cannot start, without a stack trace or a value, and the
 * server's log in one line; returns the exit code 1. A developer is told more, and once: the log of a terminal would
 * say it again, and elsewhere the way out stands on standard error alone.
 */
export function reportStartFailure(error: unknown, logger?: Logger, env: RawEnvironment = process.env): 1 {
  const development = isDevelopment(env);
  process.stderr.write(`Gatehouse cannot start.\n${development ? explainToDeveloper(error) : explainFailure(error)}\n`);
  if (development && process.stdout.isTTY) return 1;
  const reason = explainFailure(error).trim().replace(/\s+/g, ' ');
  logger?.warn('start-failed', { event: 'start-failed', reason: development ? reason.replace(/: .*/, '') : reason });
  return 1;
}

/** Explains the failure for people, with each line indented. */
export function explainFailure(error: unknown): string {
  const explanation = explainKnown(error);
  if (explanation !== undefined) return explanation;
  const { error: name, code, stack } = describeError(error);
  return `  ${[name, code].filter((part) => part !== undefined).join(' ')}\n  ${String(stack)}`;
}

/** Shows the message, the source and the remedy of an error that no operator can do anything about. */
function explainToDeveloper(error: unknown): string {
  return (
    explainKnown(error) ??
    reportLines(reportFault(error))
      .map((line) => `  ${line}`)
      .join('\n')
  );
}

function explainKnown(error: unknown): string | undefined {
  if (error instanceof SettingsError) return error.problems.map((problem) => `  ${problem.message}`).join('\n');
  if (error instanceof StartError) return `  ${error.message}`;
  if (isUnknownHost(error)) return '  HOST names no address of this machine: name one, or 0.0.0.0 for all';
  if (isAddressError(error)) return `  ${explainAddress(error)}`;
  const disk = diskRefusal(error);
  return disk === undefined ? undefined : `  DATA_DIR cannot be written: ${disk}. What it holds is as it was`;
}

/** Tells whether the host is unknown, because a name to listen on is looked up first. */
function isUnknownHost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return (
    (syscall === 'getaddrinfo' && /^(ENOTFOUND|EAI_)/.test(code ?? '')) || (syscall === 'listen' && code === 'EADDRNOTAVAIL')
  );
}

/** Node says port -1 of a Unix socket. */
function explainAddress({ code, port = -1 }: NodeJS.ErrnoException & { port?: number }): string {
  if (port < 0)
    return `LISTEN_SOCKET names no place where this user can make a socket (${code}): check the folder and its rights`;
  if (code === 'EADDRINUSE')
    return `PORT is taken (${code}): stop the program that listens there, or choose another: PORT=3001 npm start`;
  if (code === 'EACCES') return `PORT needs rights that this user does not have (${code}): choose one from 1024 on`;
  return `PORT or HOST cannot be used (${code}): choose another`;
}

function isAddressError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}
