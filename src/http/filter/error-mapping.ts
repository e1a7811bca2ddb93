import { OptimisticLockError } from '@mikro-orm/core';
import { HttpException } from '@nestjs/common';
import type { Request } from 'express';
import { allowedMethods } from '../routing/allowed-methods.js';
import { isOutage } from '../../outages/outage.js';
import { Conflict } from '../errors/conflict.js';
import { PROBLEMS, type ProblemCode, Problem } from '../errors/problem.js';
import { ServiceUnavailable } from '../errors/service-unavailable.js';

/** Returns what any error means to the client; an error that is not known to be harmless is a fault of ours. */
export function toProblem(error: unknown, request: Request): Problem | 'options' {
  if (error instanceof Problem) return error;
  if (error instanceof OptimisticLockError) return new Conflict();
  if (isOutage(error)) return new ServiceUnavailable();
  const status = error instanceof HttpException ? error.getStatus() : 500;
  if (status === 404) return missing(request);
  // A guard of a team's own has refused, and another authentication would not help.
  if (status === 403) return new Problem('forbidden');
  const known = Object.entries(PROBLEMS).find(([, problem]) => problem.status === status && status < 500);
  return new Problem(known ? (known[0] as ProblemCode) : 'internal_error');
}

/** Decides between a path that does not exist and a method that the path does not have. */
function missing(request: Request): Problem | 'options' {
  const methods = allowedMethods(request);
  if (methods.length === 0 || methods.includes(request.method) !== (request.method === 'OPTIONS')) {
    return new Problem('not_found');
  }
  request.allowed = methods.join(', ');
  return request.method === 'OPTIONS' ? 'options' : new Problem('method_not_allowed', { headers: { Allow: request.allowed } });
}
