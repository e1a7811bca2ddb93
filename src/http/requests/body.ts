import type { NextFunction, Request, Response } from 'express';
import getRawBody from 'raw-body';
import { Problem } from '../errors/problem.js';
import { ACCEPTS_BODY } from '../request-state.js';
import { allowedMethods } from '../routing/allowed-methods.js';
import { routeSays } from '../routing/route-metadata.js';
import { decodeUtf8, parseForm, parseJsonForm } from './body-parsers.js';
import { bodyKind, hasBody, isUtf8 } from './media-type.js';

/** A body has at most so many bytes, because no form of ours needs more. */
export const BODY_LIMIT = 32 * 1024;

type Parse = (text: string) => object;

/**
 * Reads forms and JSON, in UTF-8, up to 32 KiB. An announced length is refused before a byte is read, and reading
 * stops where the limit is passed. Errors of a parser are dropped, because they quote the body. The body of a route
 * that says `@AcceptsBody` is left for its guard, which knows who is asking.
 */
export async function readBody(request: Request, _response: Response, next: NextFunction): Promise<void> {
  request.body = {};
  if (!hasBody(request.headers) || routeSays(request, ACCEPTS_BODY) !== undefined) return next();
  try {
    const bytes = await readAll(request);
    request.body = parserFor(request)(decodeUtf8(bytes));
  } catch (error) {
    // An unknown path or method is what the answer says, whatever was sent there.
    return allowedMethods(request).includes(request.method) ? next(error) : next();
  }
  next();
}

async function readAll(request: Request): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) throw new Problem('payload_too_large');
  parserFor(request);
  return readUpTo(request, BODY_LIMIT);
}

/** Reads a stream to its end. Throws `payload_too_large` where it passes `most` bytes, `bad_request` where it breaks off. */
export async function readUpTo(stream: NodeJS.ReadableStream, most: number): Promise<Buffer> {
  try {
    return await getRawBody(stream, { limit: most });
  } catch (error) {
    const tooLarge = error instanceof Error && Reflect.get(error, 'type') === 'entity.too.large';
    throw new Problem(tooLarge ? 'payload_too_large' : 'bad_request');
  }
}

function parserFor({ headers }: Request): Parse {
  const kind = bodyKind(headers);
  const parse = PARSERS.get(kind.type);
  if (parse === undefined || !isUtf8(kind) || kind.encoding !== 'identity') throw new Problem('unsupported_media_type');
  return parse;
}

const PARSERS: ReadonlyMap<string, Parse> = new Map([
  ['application/x-www-form-urlencoded', parseForm],
  ['application/json', parseJsonForm],
]);
