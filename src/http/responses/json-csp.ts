import type { Response } from 'express';
import { statesType } from './stated-type.js';

type WriteHead = Response['writeHead'];

/** Programs need nothing from a document, so whoever renders this answer as one gets an inert one. */
export const JSON_CSP = "default-src 'none'; frame-ancestors 'none'";

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** Gives answers of this prototype that are JSON this policy, whoever made them: a handler by itself, or a file of a look. */
export function makeJsonInert(prototype: Response): void {
  const writeHead = Reflect.get(prototype, 'writeHead') as WriteHead;
  prototype.writeHead = function (this: Response, ...head: unknown[]) {
    if (statesType(this, head, JSON_TYPE)) this.setHeader('Content-Security-Policy', JSON_CSP);
    return Reflect.apply(writeHead, this, head as Parameters<WriteHead>);
  } as WriteHead;
}
