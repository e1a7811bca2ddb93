import type { Response } from 'express';

/** Ends an answer whose status and type are set; a text travels with its head in one write. */
export function sendText(response: Response, text: string): void {
  const bytes = Buffer.byteLength(text);
  // A 204 must not have a length (RFC 9110, 8.6).
  if (response.statusCode !== 204) response.setHeader('Content-Length', bytes);
  // A text of ASCII alone has the same bytes in both, and Node need not look for others: a twentieth of a page's write.
  response.end(text, bytes === text.length ? 'latin1' : 'utf8');
}
