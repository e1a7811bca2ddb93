import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { type Logger as Pino, pino } from 'pino';
import { SETTINGS, type Settings } from '../config/settings.js';
import { describeError } from './describe-error.js';
import { isoTime } from './iso-time.js';
import type { LogFields } from './log-fields.js';
import { readableLines } from './readable-lines.js';
import { requestScope } from './request-scope.js';
import { SecurityEventCounts } from './security-events.js';
import { standardOutput } from './standard-output.js';
import { ToldToPeople } from './told-to-people.js';

/**
 * Writes one line for one event, on standard output: JSON objects in production, readable lines in development. Line
 * breaks and control characters of the input are escaped, so no line can be forged (ASVS 5.0 16.4.1). Every line
 * carries the id of the request that it belongs to, and of its trace.
 */
@Injectable()
export class Logger implements LoggerService {
  readonly securityEvents = new SecurityEventCounts();
  private readonly pino: Pino;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'production' | 'logLevel'>) {
    const options = {
      level: settings.logLevel,
      base: null,
      timestamp: isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: () => {
        const scope = requestScope.getStore();
        return { requestId: scope?.requestId, traceId: scope?.traceId };
      },
    };
    this.pino = pino(options, settings.production ? standardOutput() : readableLines(process.stdout));
  }

  info(message: string, fields: LogFields = {}): void {
    this.count(fields);
    this.pino.info(fields, message);
  }

  warn(message: string, given: LogFields | string = {}): void {
    const fields = context(given);
    this.count(fields);
    this.pino.warn(fields, message);
  }

  /** Logs a fault of ours; only those parts of the error are written that cannot hold somebody's data. */
  fault(message: string, error: unknown, fields: LogFields = {}): void {
    this.count(fields);
    this.pino.error({ ...fields, ...describeError(error) }, message);
  }

  // Nest's own lines interest whoever builds the product, not whoever runs it.

  log(message: unknown, from?: string): void {
    this.pino.debug(context(from), text(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    const error = [message, ...details].find((part) => part instanceof Error);
    if (error instanceof ToldToPeople) return;
    this.pino.error(error === undefined ? {} : describeError(error), error === undefined ? text(message) : 'error');
  }

  debug(message: unknown, from?: string): void {
    this.pino.debug(context(from), text(message));
  }

  verbose(message: unknown, from?: string): void {
    this.pino.trace(context(from), text(message));
  }

  private count({ event }: LogFields): void {
    if (event !== undefined) this.securityEvents.add(event);
  }
}

function context(from: LogFields | string | undefined): LogFields {
  return typeof from === 'string' ? { context: from } : (from ?? {});
}

function text(message: unknown): string {
  return typeof message === 'string' ? message : 'message';
}
