import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../../log/logger.js';
import { canonicalAddress } from '../client/forwarded-address.js';

/** As Node itself would answer; what else its parser refuses is 400. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The client left in the middle: nothing was refused. */
const LEFT = 'HPE_INVALID_EOF_STATE';

type Connection = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Bytes that are no request never reach Express: Node answers them without a word in any log, and cuts off an
 * answer that is on its way. Here they are refused in the same bare form and the attempt is seen (ASVS 5.0
 * 16.3.3); whoever has sent a request before gets its answer. The code of Node's parser quotes nothing.
 */
export function answerUnparsable(server: Server, logger: Logger): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, connection: Connection) => {
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

/** The answer to a request that was whole comes; one whose body is broken says so itself. Then the connection ends. */
function endWith(answer: ServerResponse): void {
  const { req: request } = answer;
  answer.shouldKeepAlive = false;
  if (request.complete) return;
  // Nothing more of it can come: nobody needs to wait for its end.
  request.complete = true;
  if (request.listenerCount('error') > 0) request.emit('error', new Error('the body is broken'));
}

function bareAnswer(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}
