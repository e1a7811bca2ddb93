import fc from 'fast-check';

/** How a body travels: honestly for the most part, so that it reaches the rules behind the reader. */
export interface Delivery {
  readonly headers: readonly string[];
  readonly bytes: Buffer;
  /** What was announced is not what came: the connection may end without an answer. */
  readonly broken: boolean;
}

const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'Application/JSON ; charset="UTF-8"', 'application/x-www-form-urlencoded;charset=utf-8', 'application/json; charset=utf-16', 'application/json; charset=utf-8; charset=utf-7', 'application/json; x="; charset=utf-16"', "application/json; charset='utf-8'", 'application/json; charset=', 'application/json;;;=', 'application/json,text/html', 'text/json', 'text/plain', 'multipart/form-data', 'multipart/form-data; boundary=x', 'multipart/form-data; boundary="', 'application/graphql', 'application/xml', '', ';', '/', 'application/', '\u00ff/\u00fe']; // prettier-ignore

const ENCODINGS = ['gzip', 'br', 'deflate', 'identity', 'IDENTITY', 'gzip, identity', '', 'x', 'utf-8'];

type Framing = 'announced' | 'chunked' | 'too short' | 'too long' | 'cut off' | 'cut off in a chunk';

const framing = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Framing>('announced') },
  { weight: 3, arbitrary: fc.constant<Framing>('chunked') },
  { weight: 1, arbitrary: fc.constantFrom<Framing>('too short', 'too long', 'cut off', 'cut off in a chunk') },
);

/** The text as this type, or as any other, in any wrapping. */
export function delivered(text: string, type: string): fc.Arbitrary<Delivery> {
  const types = fc.oneof({ weight: 8, arbitrary: fc.constant(type) }, { weight: 1, arbitrary: fc.constantFrom(...TYPES) });
  const encoding = fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...ENCODINGS) },
  );
  const wrapped = type.startsWith('multipart') ? multipart(text) : text;
  const bytes = fc.oneof(
    { weight: 12, arbitrary: fc.constant(Buffer.from(wrapped)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<BufferEncoding>('latin1', 'utf16le').map((charset) => Buffer.from(wrapped, charset)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((junk) => Buffer.concat([Buffer.from(wrapped), junk])) },
  );
  return fc.tuple(types, encoding, bytes, framing, fc.nat(40)).map(([sent, coded, body, how, number]) => {
    const headers = [`Content-Type: ${sent}`, ...(coded === null ? [] : [`Content-Encoding: ${coded}`])];
    return framed(headers, body, how, number);
  });
}

function framed(headers: readonly string[], body: Buffer, how: Framing, number: number): Delivery {
  const length = (bytes: number) => [...headers, `Content-Length: ${bytes}`];
  const chunks = chunked(body, number + 1);
  switch (how) {
    case 'announced':
      return { headers: length(body.length), bytes: body, broken: false };
    case 'chunked':
      return { headers: [...headers, 'Transfer-Encoding: chunked'], bytes: chunks, broken: false };
    // The rest is no request.
    case 'too short':
      return { headers: length(Math.max(0, body.length - number - 1)), bytes: body, broken: true };
    case 'too long':
      return { headers: length(body.length + number + 1), bytes: body, broken: true };
    case 'cut off':
      return { headers: length(body.length), bytes: body.subarray(0, number), broken: true };
    case 'cut off in a chunk':
      return { headers: [...headers, 'Transfer-Encoding: chunked'], bytes: chunks.subarray(0, number), broken: true };
  }
}

function chunked(body: Buffer, size: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += size * 20) {
    const piece = body.subarray(at, at + size * 20);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

function multipart(text: string): string {
  return `--x\r\nContent-Disposition: form-data; name="identifier"\r\n\r\n${text}\r\n--x\r\nContent-Disposition: form-data; name="f"; filename="../x"\r\n\r\n${text.slice(0, 20)}`;
}
