import type { NextFunction, Request, Response } from 'express';

/** Browsers send this in `Sec-Purpose`, and in the headers that came before it. */
const SPECULATIVE = /\b(prefetch|prerender)\b/i;

/**
 * Refuses what a browser asks for in case its person goes there (prefetch, prerender) before anything reads a
 * session: it must change nothing, use up no message and move no cookie. The browser asks again when it matters.
 */
export function refuseSpeculative({ headers }: Request, response: Response, next: NextFunction): void {
  if (!SPECULATIVE.test(String(headers['sec-purpose'] ?? headers['purpose'] ?? ''))) return next();
  response.status(503).setHeader('Content-Length', 0);
  response.end();
}
