import type { Request } from 'express';
import type { Logger } from '../../log/logger.js';
import type { SecurityEvent } from '../../log/security-events.js';
import { isStoreUnavailable } from '../../outages/outage.js';
import type { ProblemCode, Problem } from '../errors/problem.js';
import { ClientDisconnected } from '../requests/client-disconnect.js';
import { clientAddress } from '../client/trusted-proxies.js';

/** These refusals are security events (ASVS 5.0 16.3.2, 16.3.3); the others show in the request's own line. */
const EVENTS: Partial<Record<ProblemCode, SecurityEvent>> = {
  bad_request: 'input-refused',
  payload_too_large: 'input-refused',
  uri_too_long: 'input-refused',
  unsupported_media_type: 'input-refused',
  expectation_failed: 'input-refused',
  cross_site_request: 'cross-site-refused',
  login_required: 'unauthorized',
  fresh_login_required: 'fresh-login-needed',
  forbidden: 'forbidden',
};

export function logProblem(logger: Logger, problem: Problem, error: unknown, request: Request): void {
  const who = { address: clientAddress(request), accountId: request.user?.id };
  const { code, options } = problem;
  const reason = options.reason ?? code;
  if (code === 'internal_error') logger.fault('unexpected-error', error, { event: 'unexpected-error', ...who, reason });
  else if (error instanceof ClientDisconnected) return;
  else if (code === 'service_unavailable' && !isStoreUnavailable(error)) logger.fault('service unavailable', error, who);
  else if (EVENTS[code] !== undefined) logger.info(EVENTS[code], { event: EVENTS[code], ...who, reason });
}
