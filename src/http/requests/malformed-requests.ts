import { type IncomingMessage, type Server, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../../log/logger.js';
import { canonicalAddress } from '../client/forwarded-address.js';
import { MALFORMED_TARGET } from '../request-state.js';
import { BODY_LIMIT } from './body.js';

/** Node itself would answer with these; anything else that its parser refuses is 400. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The client left in the middle, so nothing was refused. */
const LEFT = 'HPE_INVALID_EOF_STATE';

type Answering = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Handles requests that Node or Express would answer by themselves, or not at all: a target that is no path (`*`,
 * `http://[`) and CONNECT get our own answer, and nobody is told to continue with a body that is too long.
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
  // Without a listener Node answers by itself: 417, without our headers and without a line in any log.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    server.emit('request', request, response),
  );
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.end());
    socket.once('error', () => socket.destroy());
    server.emit('request', request, response);
  });
}

/**
 * Answers bytes that are no request. They never reach Express: Node answers them without a word in any log, and cuts
 * off an answer that is on its way. Here they are refused in the same bare form and the attempt is logged (ASVS 5.0
 * 16.3.3); whoever has sent a request before gets its answer. The code of Node's parser quotes nothing.
 */
export function answerUnparsable(server: Server, logger: Logger): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, connection: Answering) => {
    const { _httpMessage: answer, remoteAddress, writable } = connection;
    const isBroken = code.startsWith('HPE_') && code !== LEFT;
    if (isBroken && answer && !answer.headersSent) return endWith(answer);
    if (isBroken && !answer) {
      logger.info('input-refused', { event: 'input-refused', address: canonicalAddress(remoteAddress), reason: code });
    }
    if (writable && answer?.headersSent !== true && /^(HPE|ERR_HTTP)_/.test(code))
      connection.write(bareAnswer(STATUSES[code] ?? 400));
    connection.destroySoon();
  });
}

/** Sends the answer to a request that was whole; one whose body is broken says so itself. Then the connection ends. */
function endWith(answer: ServerResponse): void {
  const { req: request } = answer;
  answer.shouldKeepAlive = false;
  if (request.complete) return;
  // Nothing more of the request can come, so nobody needs to wait for its end.
  request.complete = true;
  if (request.listenerCount('error') > 0) request.emit('error', new Error('the body is broken'));
}

function bareAnswer(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}
