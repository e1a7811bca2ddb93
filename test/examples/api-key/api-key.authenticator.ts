import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { RequestAuthenticator } from '../../../src/sessions/authentication/request-authenticator.js';

/** Account ids by the SHA-256 of their keys; a real one asks a table. */
export const KEYS = new Map<string, string>();

@Injectable()
export class ApiKeyAuthenticator extends RequestAuthenticator {
  async authenticate(request: Request): Promise<string | null | undefined> {
    const [, key] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (key === undefined) return undefined;
    const hash = createHash('sha256').update(key).digest();
    const known = [...KEYS].find(([stored]) => timingSafeEqual(Buffer.from(stored, 'hex'), hash));
    return known?.[1] ?? null;
  }
}
