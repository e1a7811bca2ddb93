import { HttpException } from '@nestjs/common';
import type { Request } from 'express';
import { LoginRequired } from './access-problems.js';
import { allowedMethods } from '../routing/allowed-methods.js';
import { isOutage } from '../../outages/outage.js';
import { PROBLEMS, type ProblemCode, Problem } from './problem.js';

/** Seconds after which a client may try again when a store is away. */
const RETRY_AFTER = '2';

declare global {
  namespace Express {
    interface Request {
      /** The methods of this path, for the `Allow` header of an answer that needs one. */
      allowed?: string;
      /** The browser has newer cookies than it sent, or will get them: this answer must not set any. */
      leavesCookies?: boolean;
    }
  }
}

/** What any error means to the client; what is not known to be harmless is a fault of ours. */
export function toProblem(error: unknown, request: Request): Problem | 'options' {
  if (error instanceof Problem) return error;
  const conflict = error instanceof Error && /^(AccountChanged|OptimisticLockError)$/.test(error.name);
  if (conflict) return new Problem('conflict');
  // Ended at the very moment in which it was to go on: nobody is signed in.
  if (error instanceof Error && error.name === 'SessionRevoked') return new LoginRequired();
  if (isOutage(error)) return new Problem('service_unavailable', { headers: { 'Retry-After': RETRY_AFTER } });
  const status = error instanceof HttpException ? error.getStatus() : 500;
  if (status === 404) return missing(request);
  // A guard of a team's own that says no: another proof would not help.
  if (status === 403) return new Problem('forbidden');
  const known = Object.entries(PROBLEMS).find(([, problem]) => problem.status === status && status < 500);
  return new Problem(known ? (known[0] as ProblemCode) : 'internal_error');
}

/** Nothing at this path, or nothing for this method. */
function missing(request: Request): Problem | 'options' {
  const methods = allowedMethods(request);
  if (methods.length === 0 || methods.includes(request.method) !== (request.method === 'OPTIONS')) {
    return new Problem('not_found');
  }
  request.allowed = methods.join(', ');
  return request.method === 'OPTIONS' ? 'options' : new Problem('method_not_allowed', { headers: { Allow: request.allowed } });
}
