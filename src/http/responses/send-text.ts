import type { Response } from 'express';

/** Is a text that has been encoded once: each character of `bytes` is a byte of its UTF-8, and Node only copies them. */
export class EncodedText {
  readonly bytes: string;

  constructor(text: string) {
    // A text that was put together from many becomes one here, so that no answer has to do that again.
    this.bytes = Buffer.from(text).toString('latin1');
  }
}

/** Ends an answer whose status and type are set; a text travels with its head in one write. */
export function sendText(response: Response, text: string | EncodedText): void {
  const given = typeof text === 'string' ? text : text.bytes;
  const bytes = typeof text === 'string' ? Buffer.byteLength(text) : given.length;
  // A 204 must not have a length (RFC 9110, 8.6).
  if (response.statusCode !== 204) response.setHeader('Content-Length', bytes);
  // A text of ASCII alone has the same bytes in both, and Node need not look for others: a twentieth of a page's write.
  response.end(given, bytes === given.length ? 'latin1' : 'utf8');
}
