import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Request } from 'express';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A browser goes on with this after an id change: its new session, and its new remember-me token if it has one. */
export interface Successor {
  readonly sessionId: string;
  readonly remember?: SuccessorToken;
}

export interface SuccessorToken {
  readonly selector: string;
  readonly validator: string;
  /** This is in milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Returns what makes a request the same as another one: method, path and body. Callers take it before a handler
 * changes the body.
 */
export function requestText({ method, path, body }: Request): string {
  return JSON.stringify([method, path.toLowerCase().replace(/\/+$/, ''), body as unknown]);
}

/** Names a deed for a request that asks again, keyed by the secret of the session id so that it tells nothing of the body. */
export function deedOf(sessionId: string, request: string): string {
  return keyOf('deed', sessionId, request).toString('base64url');
}

/**
 * Seals the successor for whoever comes with the old id and the same request. The key is made of the secret part of
 * the id, which no store holds, and of the request, so neither a dump of Redis nor a copy of the old id signs anybody
 * in.
 */
export function sealSuccessor(sessionId: string, request: string, successor: Successor): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf('successor', sessionId, request), iv);
  const sealed = [iv, cipher.update(JSON.stringify(successor)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

/** Returns null for another request and for another old id. */
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
