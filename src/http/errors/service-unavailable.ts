import { Problem } from './problem.js';

/** Seconds after which a client may try again. */
const RETRY_AFTER = '2';

/** What this request needs cannot serve now: 503, and nobody is logged out. Rooms extend it for what may be full or away. */
export class ServiceUnavailable extends Problem {
  override readonly name: string = 'ServiceUnavailable';

  constructor() {
    super('service_unavailable', { headers: { 'Retry-After': RETRY_AFTER } });
  }
}
