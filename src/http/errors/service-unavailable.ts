import { Problem } from './problem.js';

/** A client may try again after so many seconds. */
const RETRY_AFTER = '2';

/**
 * Is thrown when something that this request needs cannot serve now: 503, and nobody is logged out. Rooms extend it
 * for what may be full or away.
 */
export class ServiceUnavailable extends Problem {
  override readonly name: string = 'ServiceUnavailable';
  /** The log has it at this level. */
  readonly level: 'warn' | 'info' = 'warn';

  /** `reason` is for the log; without one the name of the class stands there. */
  constructor(reason?: string) {
    super('service_unavailable', { headers: { 'Retry-After': RETRY_AFTER }, ...(reason !== undefined && { reason }) });
  }
}
