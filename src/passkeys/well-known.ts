import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { answerReadOnly } from '../http/routing/read-only-route.js';
import { nameRoute } from '../http/routing/route-pattern.js';
import { RelyingParty } from './ceremony/relying-party.js';

const ENDPOINTS = '/.well-known/passkey-endpoints';
const ORIGINS = '/.well-known/webauthn';

/**
 * Answers what browsers and password managers fetch by themselves, as JSON whatever they accept: browsers send no
 * `Accept` there. It reads no session and needs no store.
 */
@Injectable()
export class PasskeyWellKnown {
  private readonly files: ReadonlyMap<string, object>;

  constructor({ publicOrigin, relatedOrigins, isPossible }: RelyingParty) {
    const page = `${publicOrigin}/settings/passkeys`;
    const files = new Map<string, object>();
    // W3C, A Well-Known URL for Relying Party Passkey Endpoints.
    if (isPossible) files.set(ENDPOINTS, { enroll: page, manage: page });
    // WebAuthn Level 3, 5.11: browsers take at most five registrable names.
    if (relatedOrigins.length > 0) files.set(ORIGINS, { origins: [publicOrigin, ...relatedOrigins] });
    this.files = files;
  }

  readonly serve = (request: Request, response: Response, next: NextFunction): void => {
    if (!request.path.startsWith('/.')) return next();
    const path = request.path.toLowerCase().replace(/\/$/, '');
    const file = this.files.get(path);
    if (file === undefined) return next();
    nameRoute(request, path);
    if (!answerReadOnly(request, response)) return;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(file));
  };
}
