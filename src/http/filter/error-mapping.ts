import { OptimisticLockError } from '@mikro-orm/core';
import { HttpException } from '@nestjs/common';
import type { Request } from 'express';
import { allowedMethods } from '../routing/allowed-methods.js';
import { isOutage } from '../../outages/outage.js';
import { Conflict } from '../errors/conflict.js';
import { statedBy } from '../errors/http-errors.js';
import { Problem } from '../errors/problem.js';
import { ServiceUnavailable } from '../errors/service-unavailable.js';
import { StatedRefusal } from '../errors/stated-refusal.js';
import { UnknownRoute } from '../errors/unknown-route.js';

/** Returns what any error means to the client; an error that is not known to be harmless is a fault of ours. */
export function toProblem(error: unknown, request: Request): Problem | StatedRefusal | 'options' {
  if (error instanceof Problem) return error;
  if (error instanceof OptimisticLockError) return new Conflict();
  if (error instanceof UnknownRoute) return missing(request);
  // Whoever threw it has said what it is, also where an outage is its cause.
  if (error instanceof HttpException && isErrorStatus(error.getStatus())) return new StatedRefusal(error);
  if (isOutage(error)) return new ServiceUnavailable();
  const stated = statedBy(error);
  return stated === undefined ? new Problem('internal_error') : new StatedRefusal(stated);
}

/** What was thrown is no success, whatever it says: a guard that throws "200" lets nobody in. */
function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
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
