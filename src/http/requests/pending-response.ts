import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

const LATEST = Symbol('the latest answer of this connection');

type Connection = Socket & { [LATEST]?: Response | undefined };

/**
 * What follows on a connection whose end has been announced is no request (RFC 9112, 9.6): it may as well be
 * the rest of a body that nobody read. Node would begin it, and nobody would see its answer.
 */
export function ignoreAfterClose(request: Request, response: Response, next: NextFunction): void {
  const socket: Connection = request.socket;
  if (announcesEnd(socket[LATEST])) return;
  socket[LATEST] = response;
  // An idle connection need not keep a whole request in memory.
  response.on('close', () => {
    if (socket[LATEST] === response && !announcesEnd(response)) socket[LATEST] = undefined;
  });
  next();
}

/** The answer that this connection waits for, the latest of several; undefined when it waits for none. */
export function pendingResponse(socket: Connection): Response | undefined {
  return socket[LATEST];
}

function announcesEnd(response: Response | undefined): boolean {
  return response?.headersSent === true && response.getHeader('Connection') === 'close';
}
