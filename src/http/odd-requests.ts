import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { BODY_LIMIT } from './body.js';

const ODD_TARGET = Symbol('the request target is no path');

/**
 * Takes hold of requests that Express would answer by itself, before it sees them: a target that is no path
 * (`*`, `http://[`) gets our own answer, and nobody is told to go on with a body that is too long.
 */
export function tameOddRequests(server: Server): void {
  server.prependListener('request', (request: IncomingMessage) => {
    if (request.url?.startsWith('/') === true) return;
    Object.assign(request, { [ODD_TARGET]: true, url: '/' });
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length']) > BODY_LIMIT)) response.writeContinue();
    server.emit('request', request, response);
  });
}

export function hasOddTarget(request: IncomingMessage): boolean {
  return Reflect.get(request, ODD_TARGET) === true;
}
