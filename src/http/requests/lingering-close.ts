import type { NextFunction, Request, Response } from 'express';
import { type Connection, IS_HEARD_OUT, LATEST_RESPONSE } from '../request-state.js';

/**
 * So many bytes, for so many milliseconds, are read of a body that nobody wants, so that its sender gets to see the
 * answer.
 */
const DISCARDED = { bytes: 2 * 1024 * 1024, milliseconds: 2_000 };

/** Of a form that shows its answer at a field more is read: browsers look for an answer when they have sent all. */
const HEARD_OUT = { bytes: 16 * 1024 * 1024, milliseconds: 30_000 };

/**
 * Closes a connection after an answer that was given before the body has been read, but not at once: closing with
 * unread bytes makes the kernel reset the connection, and the client loses the answer. So the answer is written, what
 * still comes is discarded within bounds, and then the connection ends (RFC 9112 9.6).
 */
export function lingeringClose(request: Request, response: Response, next: NextFunction): void {
  const { headers } = request;
  if (headers['transfer-encoding'] === undefined && headers['content-length'] === undefined) return next();
  const end = response.end.bind(response);
  const endLater = (...args: unknown[]): Response => {
    if (request.complete) return Reflect.apply(end, response, args);
    if (!response.headersSent) response.setHeader('Connection', 'close');
    const [chunk] = args;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) response.write(chunk);
    else response.flushHeaders();
    discard(request, () => end());
    return response;
  };
  Object.assign(response, { end: endLater });
  next();
}

function discard(request: Request, done: () => void): void {
  const most = request[IS_HEARD_OUT] === true ? HEARD_OUT : DISCARDED;
  let bytes = 0;
  const finish = (): void => {
    clearTimeout(timer);
    request.off('data', count).off('end', finish).off('close', finish);
    done();
  };
  const count = (chunk: Buffer<ArrayBuffer>): void => {
    bytes += chunk.length;
    releaseMemory(chunk);
    if (bytes > most.bytes) finish();
  };
  const timer = setTimeout(finish, most.milliseconds);
  request.on('data', count).once('end', finish).once('close', finish).resume();
}

/**
 * Frees the chunk now: memory that is left to the garbage collector stops everybody's pages, and a few senders of a
 * megabyte would do.
 */
function releaseMemory({ buffer, byteLength }: Buffer<ArrayBuffer>): void {
  // A chunk that is a part of a pool must stay.
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}

/**
 * Ignores what follows on a connection whose end has been announced: it is no request (RFC 9112, 9.6) and may be the
 * rest of a body that nobody read. Node would begin it, and nobody would see its answer.
 */
export function ignoreAfterClose(request: Request, response: Response, next: NextFunction): void {
  const socket: Connection = request.socket;
  if (announcesEnd(socket[LATEST_RESPONSE])) return;
  socket[LATEST_RESPONSE] = response;
  // An idle connection need not keep a whole request in memory.
  response.on('close', () => {
    if (socket[LATEST_RESPONSE] === response && !announcesEnd(response)) socket[LATEST_RESPONSE] = undefined;
  });
  next();
}

/** Returns the answer that this connection waits for, the latest of several; undefined when it waits for none. */
export function pendingResponse(socket: Connection): Response | undefined {
  return socket[LATEST_RESPONSE];
}

function announcesEnd(response: Response | undefined): boolean {
  return response?.headersSent === true && response.getHeader('Connection') === 'close';
}
