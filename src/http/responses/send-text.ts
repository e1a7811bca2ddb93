import type { Response } from 'express';

/** Ends an answer whose status and type are set; a text travels with its head in one write. */
export function sendText(response: Response, text: string): void {
  // A 204 must not have a length (RFC 9110, 8.6).
  if (response.statusCode !== 204) response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
