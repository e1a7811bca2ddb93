import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

const LATEST = Symbol('the latest answer of this connection');

/**
 * What follows on a connection whose end has been announced is no request (RFC 9112, 9.6): it may as well be
 * the rest of a body that nobody read. Node would begin it, and nobody would see its answer.
 */
export function nothingAfterTheEnd(request: Request, response: Response, next: NextFunction): void {
  const socket: Socket & { [LATEST]?: Response } = request.socket;
  const before = socket[LATEST];
  if (before?.headersSent === true && before.getHeader('Connection') === 'close') return;
  socket[LATEST] = response;
  next();
}
