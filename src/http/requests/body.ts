import type { NextFunction, Request, Response } from 'express';
import getRawBody from 'raw-body';
import { allowedMethods } from '../routing/allowed-methods.js';
import { Problem } from '../errors/problem.js';

/** A body has at most so many bytes, because no form of ours needs more. */
export const BODY_LIMIT = 32 * 1024;

/** JSON has at most so many levels of objects and arrays. */
const DEPTH_LIMIT = 8;

type Parse = (text: string) => object;

/**
 * Reads forms and JSON, in UTF-8, up to 32 KiB. An announced length is refused before a byte is read, and reading
 * stops where the limit is passed. Errors of a parser are dropped, because they quote the body.
 */
export async function readBody(request: Request, _response: Response, next: NextFunction): Promise<void> {
  request.body = {};
  const { headers } = request;
  if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length'] ?? 0) > 0)) return next();
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
  try {
    return await getRawBody(request, { limit: BODY_LIMIT });
  } catch (error) {
    const tooLarge = error instanceof Error && Reflect.get(error, 'type') === 'entity.too.large';
    throw new Problem(tooLarge ? 'payload_too_large' : 'bad_request');
  }
}

function parserFor({ headers }: Request): Parse {
  const [, type, parameters = ''] = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(;.*)?$/s.exec(headers['content-type'] ?? '') ?? [];
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(parameters)?.[1] ?? 'utf-8';
  const encoding = headers['content-encoding'] ?? 'identity';
  const parse = PARSERS.get(type?.toLowerCase() ?? '');
  if (parse === undefined || !/^utf-?8$/i.test(charset) || encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported_media_type');
  }
  return parse;
}

const PARSERS: ReadonlyMap<string, Parse> = new Map([
  ['application/x-www-form-urlencoded', parseForm],
  ['application/json', parseJson],
]);

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('bad_request');
  }
}

/** A repeated field is an array, which no rule accepts; `a[b]` is a name like any other. */
function parseForm(text: string): object {
  const fields: Record<string, string | string[]> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeFormText(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeFormText(pair.slice(equals + 1));
    const present = fields[name];
    if (present === undefined) fields[name] = value;
    else if (Array.isArray(present)) present.push(value);
    else fields[name] = [present, value];
  }
  return fields;
}

/** This is strict where browsers' parsers are lenient, because invalid UTF-8 would make different inputs equal. */
function decodeFormText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    throw new Problem('bad_request');
  }
}

function parseJson(text: string): object {
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('bad_request');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth(value) > DEPTH_LIMIT) {
    throw new Problem('bad_request');
  }
  return value;
}

/** Counts level by level, so that no nesting can exhaust the stack. */
function depth(value: object): number {
  let levels = 0;
  for (let level: object[] = [value]; level.length > 0 && levels <= DEPTH_LIMIT; levels += 1) {
    level = level.flatMap((container) => Object.values(container).filter((child) => typeof child === 'object' && child !== null));
  }
  return levels;
}
