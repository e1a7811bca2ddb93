import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BODY_LIMIT } from './body.js';

const MALFORMED_TARGET = Symbol('the request target is no path');

/**
 * Takes hold of requests that Node or Express would answer by themselves, or not at all: a target that is no
 * path (`*`, `http://[`) and CONNECT get our own answer, and nobody is told to go on with a body that is too long.
 */
export function handleMalformedRequests(server: Server): void {
  server.prependListener('request', (request: IncomingMessage) => {
    if (request.url?.startsWith('/') === true) return;
    Object.assign(request, { [MALFORMED_TARGET]: true, url: '/' });
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length']) > BODY_LIMIT)) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.end());
    socket.once('error', () => socket.destroy());
    server.emit('request', request, response);
  });
}

export function hasMalformedTarget(request: IncomingMessage): boolean {
  return Reflect.get(request, MALFORMED_TARGET) === true;
}
