import type { IncomingHttpHeaders } from 'node:http';

/** This is what a request says of its body, in lower case; no type at all is the empty text. */
export interface BodyKind {
  readonly type: string;
  readonly charset: string;
  /** `identity` unless the body is packed. */
  readonly encoding: string;
}

/** Reads `Content-Type` and `Content-Encoding`. What is no media type counts as none. */
export function bodyKind(headers: IncomingHttpHeaders): BodyKind {
  const [, type = '', parameters = ''] =
    /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(;.*)?$/s.exec(headers['content-type'] ?? '') ?? [];
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(parameters)?.[1] ?? 'utf-8';
  return {
    type: type.toLowerCase(),
    charset: charset.toLowerCase(),
    encoding: (headers['content-encoding'] ?? 'identity').toLowerCase(),
  };
}

/** Tells whether a text in this character set is one that is read. */
export function isUtf8({ charset }: BodyKind): boolean {
  return charset === 'utf-8' || charset === 'utf8';
}

/** Tells whether a request announces a body. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Tells whether a media type is JSON: `application/json`, or one whose name ends in `+json` (RFC 6839). */
export function isJsonType(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}
