import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import { SETTINGS, type Settings } from '../config/settings.js';
import { reportFault, reportLines } from '../faults/fault-report.js';
import { describeError } from './describe-error.js';
import { isInstrumented } from './instrumented.js';
import { isoTime } from './iso-time.js';
import type { LogFields } from './log-fields.js';
import { readableLines } from './readable-lines.js';
import { type RequestFields, requestLine } from './request-line.js';
import { idsOfRequest } from './request-scope.js';
import { SecurityEventCounts, type SecurityEvent, type UnloggedDetails } from './security-events.js';
import { standardOutput } from './standard-output.js';
import { actingPerson } from './acting-person.js';

/** Nest names its lines so of an error that ends a call of NestFactory or of the application. */
const NEST_START = 'ExceptionHandler';

/** Hears of every security event when its line is written, whatever LOG_LEVEL shows of it. */
export type SecurityEventListener = (event: SecurityEvent, fields: LogFields, details: UnloggedDetails) => void;

const NO_SECRETS = (): readonly string[] => [];

/**
 * Writes one line for one event, on standard output: JSON objects in production, readable lines in development. Line
 * breaks and control characters of the input are escaped, so no line can be forged (ASVS 5.0 16.4.1). Every line
 * carries the id of the request that it belongs to, and of its trace.
 */
@Injectable()
export class Logger implements LoggerService {
  readonly securityEvents = new SecurityEventCounts();
  private readonly listeners: SecurityEventListener[] = [];
  private readonly pino: Pino;
  private readonly output: DestinationStream;
  private readonly development: boolean;
  private readonly isInstrumented: boolean;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'production' | 'development' | 'logLevel'>) {
    this.development = settings.development;
    const options = {
      level: settings.logLevel,
      base: null,
      timestamp: isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: idsOfRequest,
    };
    this.output = settings.production ? standardOutput() : readableLines(process.stdout);
    this.pino = pino(options, this.output);
    this.isInstrumented = isInstrumented(this.pino, idsOfRequest, this.output);
  }

  /** Tells `listener` of every security event from now on, for example to keep it (src/audit). It must not throw. */
  onSecurityEvent(listener: SecurityEventListener): void {
    this.listeners.push(listener);
  }

  /** Writes the line of a security event, and tells those who listen also what is not for the log. */
  event(event: SecurityEvent, fields: LogFields, details: UnloggedDetails = {}): void {
    const told = withActor({ event, ...fields });
    this.count(told, details);
    this.pino.info(told, event);
  }

  info(message: string, given: LogFields = {}): void {
    const fields = withActor(given);
    this.count(fields);
    this.pino.info(fields, message);
  }

  /** Writes the line of a request that is over; of one that nobody looks for unless something is wrong, at the level debug. */
  request(fields: RequestFields, level: 'info' | 'debug'): void {
    if (this.isInstrumented) this.pino[level]({ ...fields }, 'request');
    else if (this.pino.isLevelEnabled(level)) this.output.write(requestLine(level, fields));
  }

  /** Writes a line of the level debug, for what LOG_LEVEL leaves out unless somebody looks for it. */
  detail(message: string, fields: LogFields = {}): void {
    this.count(fields);
    this.pino.debug(fields, message);
  }

  warn(message: string, given: LogFields | string = {}): void {
    const fields = withActor(context(given));
    this.count(fields);
    this.pino.warn(fields, message);
  }

  /**
   * Logs a fault of ours; only those parts of the error are written that cannot hold somebody's data. In development
   * all that helps follows in lines of its own, without `secrets`.
   */
  fault(message: string, error: unknown, given: LogFields = {}, secrets = NO_SECRETS): void {
    const fields = withActor(given);
    this.count(fields);
    this.pino.error({ ...fields, ...this.described(error, secrets) }, message);
  }

  // Nest's own lines interest whoever builds the product, not whoever runs it.

  log(message: unknown, from?: string): void {
    this.pino.debug(context(from), text(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    const error = [message, ...details].find((part) => part instanceof Error);
    // Nest throws it on, and whoever called Nest tells it, once.
    if (details.at(-1) === NEST_START) return;
    this.pino.error(error === undefined ? {} : this.described(error), error === undefined ? text(message) : 'error');
  }

  debug(message: unknown, from?: string): void {
    this.pino.debug(context(from), text(message));
  }

  verbose(message: unknown, from?: string): void {
    this.pino.trace(context(from), text(message));
  }

  private described(error: unknown, secrets = NO_SECRETS): object {
    if (!this.development) return describeError(error);
    const { stack: _, ...words } = describeError(error);
    return { ...words, report: reportLines(reportFault(error, secrets())) };
  }

  private count(fields: LogFields, details: UnloggedDetails = {}): void {
    const { event } = fields;
    if (event === undefined) return;
    this.securityEvents.add(event);
    for (const listener of this.listeners) listener(event, fields, details);
  }
}

/** Names the administrator too in an event of a request in which one acts as somebody. */
function withActor(fields: LogFields): LogFields {
  if (fields.event === undefined || fields['actorId'] !== undefined) return fields;
  const actorId = actingPerson();
  return actorId === undefined ? fields : { ...fields, actorId };
}

function context(from: LogFields | string | undefined): LogFields {
  return typeof from === 'string' ? { context: from } : (from ?? {});
}

function text(message: unknown): string {
  return typeof message === 'string' ? message : 'message';
}
