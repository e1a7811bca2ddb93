import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

/** The latest answer of each connection. */
const ANSWERS = new WeakMap<Socket, Response>();

/**
 * What follows on a connection whose end has been announced is no request (RFC 9112, 9.6): it may as well be
 * the rest of a body that nobody read. Node would begin it, and nobody would see its answer.
 */
export function nothingAfterTheEnd({ socket }: Request, response: Response, next: NextFunction): void {
  const before = ANSWERS.get(socket);
  if (before?.headersSent === true && before.getHeader('Connection') === 'close') return;
  ANSWERS.set(socket, response);
  next();
}
