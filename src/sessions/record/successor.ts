import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Request } from 'express';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a browser goes on with after an id change: its new session, and its new remember-me token if it has one. */
export interface Successor {
  readonly sessionId: string;
  readonly remember?: SuccessorToken;
}

export interface SuccessorToken {
  readonly selector: string;
  readonly validator: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What makes a request the same as another one: method, path and body. To be taken before a handler changes the body. */
export function requestText({ method, path, body }: Request): string {
  return JSON.stringify([method, path.toLowerCase().replace(/\/+$/, ''), body as unknown]);
}

/** The name of a deed for who asks again: keyed by the secret of the session id, so that it tells nothing of the body. */
export function deedOf(sessionId: string, request: string): string {
  return keyOf('deed', sessionId, request).toString('base64url');
}

/**
 * Sealed for whoever comes with the old id and the same request: its key is made of the secret part of the id, which
 * no store holds, and of the request. A dump of Redis logs nobody in, and a copy of the old id alone neither.
 */
export function sealSuccessor(sessionId: string, request: string, successor: Successor): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf('successor', sessionId, request), iv);
  const sealed = [iv, cipher.update(JSON.stringify(successor)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

/** Null for another request, and for another old id. */
export function openSuccessor(sessionId: string, request: string, sealed: string): Successor | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length <= IV_BYTES + TAG_BYTES) return null;
  const key = keyOf('successor', sessionId, request);
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return JSON.parse(opened.toString()) as Successor;
  } catch {
    return null;
  }
}

function keyOf(purpose: string, sessionId: string, request: string): Buffer {
  const [, secret = ''] = sessionId.split('.');
  return createHmac('sha256', secret).update(`${purpose}\n${request}`).digest();
}
