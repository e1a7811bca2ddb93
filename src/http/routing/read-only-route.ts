import type { Request, Response } from 'express';
import { inOrder } from './allowed-methods.js';
import { Problem } from '../errors/problem.js';

const READ_ONLY = inOrder(new Set(['GET'])).join(', ');

/**
 * Serves what is answered before the router. It returns true when the request wants the content; it answers OPTIONS
 * itself and refuses any other method.
 */
export function answerReadOnly(request: Request, response: Response): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  if (request.method !== 'OPTIONS') throw new Problem('method_not_allowed', { headers: { Allow: READ_ONLY } });
  response.setHeader('Allow', READ_ONLY);
  response.status(204).end();
  return false;
}
