import { connect } from 'node:net';

export interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Record<string, any>;
}

/** A request line and headers as they are, for what `fetch` would tidy up or refuse to send. */
export function raw(url: string, requestLine: string, headers: readonly string[] = [], body = ''): Promise<RawAnswer> {
  const { host } = new URL(url);
  const own = headers.some((line) => /^host:/i.test(line)) ? headers : [`Host: ${host}`, ...headers];
  const head = [`${requestLine} HTTP/1.1`, ...own, 'Connection: close', '', ''].join('\r\n');
  return exchange(url, Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
}

/**
 * Sends these bytes and gives the first answer. `leaves`: the client sends nothing more, so that a request
 * whose rest is missing ends.
 */
export function exchange(url: string, bytes: Uint8Array, { leaves = false } = {}): Promise<RawAnswer> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => (leaves ? socket.end(bytes) : socket.write(bytes)));
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk) => (received += String(chunk)));
    // A reset after the answer is no failure: what came before it counts.
    socket.on('error', () => undefined);
    // What comes before the answer to `Expect: 100-continue` is none.
    socket.on('close', () => resolve(parse(received.replace(/^HTTP\/1\.1 100 .*?\r\n\r\n/s, ''))));
  });
}

function parse(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => split(line)));
  const text = answer.slice(end + 4);
  return { status: Number(first.split(' ')[1] ?? 0), headers, text, json: parseJson(text) };
}

function split(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function parseJson(text: string): Record<string, any> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * Begins a request whose body never ends and tells how much of it the product took before it hung up
 * (at most `most` bytes are sent).
 */
export function flood(url: string, headLines: readonly string[], most: number): Promise<{ status: number; taken: number }> {
  const { port } = new URL(url);
  const piece = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
  const chunked = headLines.some((line) => /^transfer-encoding/i.test(line));
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    const done = () => {
      resolve({ status: Number(answer.split(' ')[1] ?? 0), taken: socket.bytesWritten });
      socket.destroy();
    };
    const pump = () => {
      while (!socket.destroyed && socket.bytesWritten < most) {
        if (!socket.write(chunked ? piece : Buffer.alloc(0x10000, 'x'))) return void socket.once('drain', pump);
      }
      done();
    };
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', done);
    socket.write(`${headLines.join('\r\n')}\r\n\r\n`);
    // This waits for the answer, because what a client sends after it is what must not be taken.
    socket.once('data', () => setImmediate(pump));
  });
}
