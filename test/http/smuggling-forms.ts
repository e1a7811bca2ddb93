/*
 * Requests whose end two readers may see in different places (RFC 9112, 6 and 11.2). Each hides a second one.
 */

const HOST = 'Host: localhost\r\n';
const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n';
export const HIDDEN = '/hidden';

const SECOND = `GET ${HIDDEN} HTTP/1.1\r\n${HOST}\r\n`;
const POST = `POST /login HTTP/1.1\r\n${HOST}${FORM}`;

/** A header that a lax reader may take for `Transfer-Encoding: chunked`, or for none. */
const CODINGS = ['xchunked', 'chunked, identity', 'identity, chunked', 'identity', 'gzip, chunked', 'chunked, chunked', 'chunked\u000b', '\u000bchunked', '"chunked"', 'chunked;x=y', ',chunked', 'chunked,', 'cow', '', '\u0000chunked', 'ch\u00fanked', 'chunked\t']; // prettier-ignore

const LENGTHS = ['+4', '-1', '0x4', '4 4', '4, 4', '4,5', '4;', '4.0', '1e1', '', '\u000b4', '9'.repeat(26), '18446744073709551620', '4\u0000']; // prettier-ignore

const CHUNK_SIZES = ['0x4', '+4', '-4', ' 4', '4 ', '4_0', '', 'g', '4\u000b', '10000000000000004', '4;x="\r\n', '4\n4'];

type Form = [name: string, request: string];

const chunks = (body: string) => `${POST}Transfer-Encoding: chunked\r\n\r\n${body}`;
const both = (coding: string) =>
  `${POST}Content-Length: ${5 + SECOND.length}\r\nTransfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n${SECOND}`;

/** Refused, each of them, wherever the product listens. */
export const SMUGGLING: readonly Form[] = [
  ['length and chunks', both('chunked')],
  ['chunks and length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${SECOND}`],
  ...CODINGS.map((coding): Form => [`coding ${JSON.stringify(coding)}`, `${POST}Transfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n${SECOND}`]), // prettier-ignore
  ...CODINGS.map((coding): Form => [`coding ${JSON.stringify(coding)} and length`, both(coding)]),
  ['two codings', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${SECOND}`],
  ['two codings, the other way', `${POST}Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['two lengths', `${POST}Content-Length: 0\r\nContent-Length: 4\r\n\r\na=bc${SECOND}`],
  ['the same length twice', `${POST}Content-Length: 4\r\nContent-Length: 4\r\n\r\na=bc${SECOND}`],
  ...LENGTHS.map((length): Form => [`length ${JSON.stringify(length)}`, `${POST}Content-Length: ${length}\r\n\r\na=bc${SECOND}`]),
  ['space before the colon', `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['space before the colon of a length', `${POST}Content-Length : 4\r\n\r\na=bc${SECOND}`],
  ['a folded coding', `${POST}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['a coding in a fold', `${POST}X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['a fold at the beginning', `GET / HTTP/1.1\r\n X: y\r\n${HOST}\r\n${SECOND}`],
  ['only line feeds', `GET / HTTP/1.1\r\n${HOST}\r\n`.replaceAll('\r\n', '\n') + SECOND],
  ['a line feed in a header', `GET / HTTP/1.1\r\n${HOST}X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['a line feed at the end', `GET / HTTP/1.1\r\n${HOST}\n${SECOND}`],
  ['a carriage return in a header', `GET / HTTP/1.1\r\n${HOST}X: a\rContent-Length: 60\r\n\r\n${SECOND}`],
  ['a NUL in a header', `GET / HTTP/1.1\r\n${HOST}X: a\u0000b\r\n\r\n${SECOND}`],
  ['a header without a name', `GET / HTTP/1.1\r\n${HOST}: x\r\n\r\n${SECOND}`],
  ['a header without a colon', `GET / HTTP/1.1\r\n${HOST}Transfer-Encoding chunked\r\n\r\n${SECOND}`],
  ...CHUNK_SIZES.map((size): Form => [`chunk of ${JSON.stringify(size)}`, chunks(`${size}\r\na=bc\r\n0\r\n\r\n${SECOND}`)]),
  ['a chunk that is longer', chunks(`2\r\na=bc\r\n0\r\n\r\n${SECOND}`)],
  ['a chunk that ends in a line feed', chunks(`4\r\na=bc\n0\r\n\r\n${SECOND}`)],
  ['a chunk size that ends in a line feed', chunks(`4\na=bc\r\n0\r\n\r\n${SECOND}`)],
  ['last chunk with line feeds', chunks(`4\r\na=bc\r\n0\n\n${SECOND}`)],
  ['a length among the trailers', chunks(`4\r\na=bc\r\n0\r\nContent-Length: ${SECOND.length}\r\n\r\n${SECOND}`)],
  ['chunks of HTTP/1.0', chunks(`0\r\n\r\n${SECOND}`).replace('1.1', '1.0')],
  ['chunks of HTTP/1.0 kept alive', chunks(`0\r\n\r\n${SECOND}`).replace('1.1\r\n', '1.0\r\nConnection: keep-alive\r\n')],
  ['HTTP/0.9', `GET /\r\n\r\n${SECOND}`],
  ...['0.9', '1.2', '2.0', '3.0', '1.10', '1', '', '1.1x'].map((version): Form => [`HTTP/${version}`, `GET / HTTP/${version}\r\n${HOST}\r\n${SECOND}`]), // prettier-ignore
  ...['a b', 'a,b', 'user@a', 'a/b', 'a?b', 'http://a', '[::1', 'a:b:c', '\u00ff'].map((host): Form => [`Host: ${host}`, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`]), // prettier-ignore
  ['a fragment', `GET /login#x HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`],
  ['a space in the target', `GET /login x HTTP/1.1\r\n${HOST}\r\n${SECOND}`],
  ['no host', `GET / HTTP/1.1\r\n\r\n${SECOND}`],
  ['CONNECT', `CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n${SECOND}`],
];

/** These are answered with these statuses and nothing else, although something looks like a second request in each. */
export const ONE_REQUEST: readonly [name: string, request: string, status: number][] = [
  ['in a body', `${POST}Connection: close\r\nContent-Length: ${SECOND.length}\r\n\r\n${SECOND}`, 422],
  [
    'in a chunk',
    chunks(`${SECOND.length.toString(16)}\r\n${SECOND}\r\n0\r\n\r\n`).replace(HOST, `${HOST}Connection: close\r\n`),
    422,
  ],
  ['in the body of a GET', `GET /login HTTP/1.1\r\n${HOST}Content-Length: ${SECOND.length}\r\n\r\n${SECOND}`, 415],
  ['in the body of a probe', `GET /health/live HTTP/1.1\r\n${HOST}Content-Length: ${SECOND.length}\r\n\r\n${SECOND}`, 200],
  ['in a body for nobody', `POST /nothing HTTP/1.1\r\n${HOST}Content-Length: ${SECOND.length}\r\n\r\n${SECOND}`, 404],
  [
    'after a body of no use',
    `POST /login HTTP/1.1\r\n${HOST}Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc${SECOND}`,
    415,
  ],
  ['after the announced end', `GET /login HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n${SECOND}`, 200],
  ['in an upgrade', `${POST}Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\nContent-Length: ${SECOND.length}\r\n\r\n${SECOND}`, 422], // prettier-ignore
  [
    'in a chunk extension',
    chunks(`4;x="${SECOND.replaceAll('\r\n', ' ')}"\r\na=bc\r\n0\r\n\r\n`).replace(HOST, `${HOST}Connection: close\r\n`),
    422,
  ],
  [
    'in a trailer',
    chunks(`4\r\na=bc\r\n0\r\nX: ${SECOND.replaceAll('\r\n', ' ')}\r\n\r\n`).replace(HOST, `${HOST}Connection: close\r\n`),
    422,
  ],
];
