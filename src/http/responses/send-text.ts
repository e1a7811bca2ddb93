import type { Response } from 'express';

/** Ends an answer whose status and type are set; a text travels with its head in one write. */
export function sendText(response: Response, text: string): void {
  // RFC 9110, 8.6: never with 204.
  if (response.statusCode !== 204) response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
