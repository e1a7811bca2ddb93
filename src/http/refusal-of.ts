import { HttpException } from '@nestjs/common';
import type { Request } from 'express';
import { LoginRequired } from './access-refusals.js';
import { allowedMethods } from './allowed-methods.js';
import { isOutage } from '../outages/outage.js';
import { PROBLEMS, type ProblemCode, Refusal } from './problems.js';

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
export function refusalOf(error: unknown, request: Request): Refusal | 'options' {
  if (error instanceof Refusal) return error;
  const conflict = error instanceof Error && /^(AccountChanged|OptimisticLockError)$/.test(error.name);
  if (conflict) return new Refusal('conflict');
  // Ended at the very moment in which it was to go on: nobody is signed in.
  if (error instanceof Error && error.name === 'SessionEnded') return new LoginRequired();
  if (isOutage(error)) return new Refusal('service_unavailable', { headers: { 'Retry-After': RETRY_AFTER } });
  const status = error instanceof HttpException ? error.getStatus() : 500;
  if (status === 404) return missing(request);
  // A guard of a team's own that says no: another proof would not help.
  if (status === 403) return new Refusal('forbidden');
  const known = Object.entries(PROBLEMS).find(([, problem]) => problem.status === status && status < 500);
  return new Refusal(known ? (known[0] as ProblemCode) : 'internal_error');
}

/** Nothing at this path, or nothing for this method. */
function missing(request: Request): Refusal | 'options' {
  const methods = allowedMethods(request);
  if (methods.length === 0 || methods.includes(request.method) !== (request.method === 'OPTIONS')) {
    return new Refusal('not_found');
  }
  request.allowed = methods.join(', ');
  return request.method === 'OPTIONS' ? 'options' : new Refusal('method_not_allowed', { headers: { Allow: request.allowed } });
}
