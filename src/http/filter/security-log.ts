import type { Request } from 'express';
import type { LogFields } from '../../log/log-fields.js';
import type { Logger } from '../../log/logger.js';
import type { SecurityEvent } from '../../log/security-events.js';
import { isStoreUnavailable } from '../../outages/outage.js';
import { describeError } from '../../log/describe-error.js';
import type { Refusal } from '../errors/problem.js';
import { ServiceUnavailable } from '../errors/service-unavailable.js';
import { StatedRefusal } from '../errors/stated-refusal.js';
import { ClientDisconnected } from '../requests/client-disconnect.js';
import { clientAddress } from '../client/trusted-proxies.js';
import { secretsOf } from './shown-request.js';

/** These refusals are security events (ASVS 5.0 16.3.2, 16.3.3); the others show in the request's own line. */
const EVENTS: Readonly<Record<string, SecurityEvent>> = {
  bad_request: 'input-refused',
  payload_too_large: 'input-refused',
  uri_too_long: 'input-refused',
  unsupported_media_type: 'input-refused',
  expectation_failed: 'input-refused',
  cross_site_request: 'cross-site-refused',
  login_required: 'unauthorized',
  unauthorized: 'unauthorized',
  fresh_login_required: 'fresh-login-needed',
  forbidden: 'forbidden',
  impersonating: 'forbidden',
  verification_required: 'forbidden',
  session_required: 'forbidden',
};

export function logProblem(logger: Logger, problem: Refusal, error: unknown, request: Request): void {
  const who = { address: clientAddress(request), accountId: request.user?.id };
  const { code, options } = problem;
  const reason = options.reason ?? code;
  const secrets = () => secretsOf(request);
  // Somebody threw it on purpose, so there is nothing to alarm anybody about.
  if (problem instanceof StatedRefusal && problem.status >= 500) {
    logger.warn('http-exception', { ...who, status: problem.status, ...describeError(error) });
  } else if (code === 'internal_error') {
    logger.fault('unexpected-error', error, { event: 'unexpected-error', ...who, reason }, secrets);
  } else if (error instanceof ClientDisconnected) return;
  else if (code === 'service_unavailable') logUnavailable(logger, error, { ...who, reason: options.reason }, secrets);
  else if (EVENTS[code] !== undefined) logger.info(EVENTS[code], { event: EVENTS[code], ...who, reason });
}

/**
 * A refusal of our own (a full queue) is expected, comes by the hundred in a flood, and is counted where it is thrown, so
 * it is one line without a stack. What no breaker has told of may be anything, so it is told whole.
 */
function logUnavailable(logger: Logger, error: unknown, { reason, ...who }: LogFields, secrets: () => readonly string[]): void {
  if (error instanceof ServiceUnavailable) logger[error.level]('service unavailable', { ...who, reason: reason ?? error.name });
  else if (!isStoreUnavailable(error)) logger.fault('service unavailable', error, who, secrets);
}
