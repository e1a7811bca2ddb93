import { createGunzip } from 'node:zlib';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { TextCode } from '../../texts/texts.js';
import { InvalidForm } from '../errors/invalid-form.js';
import { Problem } from '../errors/problem.js';
import { ACCEPTS_BODY, IS_HEARD_OUT } from '../request-state.js';
import { HandlerWord } from '../routing/handler-word.js';
import type { AcceptedBody } from './accepts-body.decorator.js';
import { BODY_LIMIT, readUpTo } from './body.js';
import { decodeUtf8, OWN_DEPTH, parseForm, parseJson } from './body-parsers.js';
import { type BodyKind, bodyKind, hasBody, isJsonType, isUtf8 } from './media-type.js';
import { Uploads } from './uploads.js';

/**
 * Reads the body of a handler that says `@AcceptsBody`. It stands behind the guard that asks who is there, so that
 * nobody can make us take megabytes who may not come in, and before those that look at what was sent.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  private readonly accepted = new HandlerWord<AcceptedBody>(ACCEPTS_BODY);

  constructor(private readonly uploads: Uploads) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const accepted = this.accepted.of(context.getHandler());
    if (accepted === undefined) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { headers } = request;
    if (!hasBody(headers)) return true;
    const kind = bodyKind(headers);
    request[IS_HEARD_OUT] = accepted.tooLarge !== undefined;
    if (Number(headers['content-length'] ?? 0) > accepted.most) throw refusedWhole(accepted);
    if (!isTaken(kind, accepted)) throw new BodyNotTaken();
    return this.read(request, context.switchToHttp().getResponse<Response>(), kind, accepted).then(
      () => true,
      (error) => {
        throw isTooLarge(error) ? refusedWhole(accepted) : error;
      },
    );
  }

  private async read(request: Request, response: Response, kind: BodyKind, accepted: AcceptedBody): Promise<void> {
    // Nobody has told a client that waits to be told (see malformed-requests.ts).
    if (isWaiting(request)) response.writeContinue();
    if (kind.type === 'multipart/form-data') return this.uploads.read(request, response, accepted);
    const bytes = await readBytes(request, kind, accepted);
    Object.assign(request, { rawBody: bytes, body: parsed(bytes, kind) });
  }
}

/** What other routes take is no help: this one says itself what it takes. */
class BodyNotTaken extends Problem {
  override readonly name = 'BodyNotTaken';

  constructor() {
    super('unsupported_media_type');
  }

  override get text(): TextCode {
    return 'bodyNotTaken';
  }
}

/** Nothing of the form is known: what was too large has not been read. */
function refusedWhole({ tooLarge }: AcceptedBody): Problem {
  if (tooLarge === undefined) return new Problem('payload_too_large');
  const { dto, field, code } = tooLarge;
  return new InvalidForm('payload_too_large', new dto(), { [field]: [{ code }] });
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Problem && error.code === 'payload_too_large';
}

function isTaken(kind: BodyKind, { takes, gzip }: AcceptedBody): boolean {
  const { type, encoding } = kind;
  if (!takes(type) || (isText(type) && !isUtf8(kind))) return false;
  return encoding === 'identity' || (encoding === 'gzip' && gzip && type !== 'multipart/form-data');
}

function isText(type: string): boolean {
  return isJsonType(type) || type.startsWith('text/') || type === 'application/x-www-form-urlencoded';
}

function isWaiting({ httpVersion, headers }: Request): boolean {
  return httpVersion === '1.1' && headers.expect !== undefined && Number(headers['content-length']) > BODY_LIMIT;
}

async function readBytes(request: Request, { encoding }: BodyKind, { most }: AcceptedBody): Promise<Buffer> {
  if (encoding === 'identity') return readUpTo(request, most);
  const gunzip = createGunzip();
  // An error that comes when nobody reads any more must not end the process.
  gunzip.on('error', () => undefined);
  // A sender that breaks off would leave the unpacking to wait for ever.
  request.once('close', () => void (request.complete || gunzip.destroy(new Error('the body is broken'))));
  try {
    return await readUpTo(request.pipe(gunzip), most);
  } finally {
    request.unpipe(gunzip);
    gunzip.destroy();
  }
}

function parsed(bytes: Buffer, { type }: BodyKind): unknown {
  if (!isText(type)) return bytes;
  const text = decodeUtf8(bytes);
  if (isJsonType(type)) return parseJson(text, OWN_DEPTH);
  return type.startsWith('text/') ? text : parseForm(text);
}
