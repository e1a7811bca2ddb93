import type { Socket } from 'node:net';
import type { Request, Response } from 'express';
import type { FlashMessage } from '../texts/texts.js';
import type { FormState } from '../views/view.js';

// This list has everything that http keeps on a request or on its connection; the file that is named beside an entry
// writes and reads it, and offers functions for it. The keys are symbols, so that no team's own property can meet
// them.

/** This is the address of the client, worked out once (client/trusted-proxies.ts). */
export const CLIENT_ADDRESS = Symbol('the address of the client');

/** This is the format that this request asks for, worked out once (responses/content-negotiation.ts). */
export const ANSWER_FORMAT = Symbol('the format that this request asks for');

/** This gives JSON to a client that does not care (responses/content-negotiation.ts). */
export const PREFERS_JSON = Symbol('who does not care gets JSON');

/** These are the messages that this request has for the next page (responses/flash.ts). */
export const PENDING_FLASHES = Symbol('flashes of this request');

/** What was typed into the form of this page before a login (auth/drafts/drafts.service.ts). */
export const OFFERED_DRAFT = Symbol('what was typed into the form of this page before a login');

/** This is the error with which the request failed before it came to Express (responses/outcome.adapter.ts). */
export const EARLY_FAILURE = Symbol('what a request failed with before it came to Express');

/** This is the pattern under which a request counts that no route of Express answers (routing/route-pattern.ts). */
export const NAMED_ROUTE = Symbol('the pattern of a request that no route of Express answers');

/** This is set when the request target is no path (requests/malformed-requests.ts). */
export const MALFORMED_TARGET = Symbol('the request target is no path');

/** On a connection, this is its latest answer (requests/lingering-close.ts). */
export const LATEST_RESPONSE = Symbol('the latest answer of this connection');

/** On a connection, this is the address of its peer in its one spelling (client/trusted-proxies.ts). */
export const PEER_ADDRESS = Symbol('the address of the peer of this connection');

/** In development, this is the handler that the request runs (filter/running-handler.ts). */
export const RUNNING_HANDLER = Symbol('the handler that this request runs');

/** A handler says by this what bodies it takes (requests/accepts-body.decorator.ts). */
export const ACCEPTS_BODY = Symbol('what bodies this handler takes');

/** This is set when somebody who may come in sends a form that is too large (requests/body.guard.ts): the sender shall see the answer. */
export const IS_HEARD_OUT = Symbol('what is refused of this request is read all the same');

/** A handler says by this that requests of other sites may come to it (safety/cross-site.decorator.ts). */
export const CROSS_SITE = Symbol('open to requests of other sites');

/** A handler says by this that asking it is no activity of the person (auth/access/access.decorators.ts). */
export const NO_ACTIVITY = Symbol('no activity of the person');

declare global {
  namespace Express {
    interface Request {
      [CLIENT_ADDRESS]?: string;
      [ANSWER_FORMAT]?: 'html' | 'json';
      [PREFERS_JSON]?: boolean;
      [PENDING_FLASHES]?: FlashMessage[];
      [OFFERED_DRAFT]?: { readonly form: FormState; readonly whenShown: () => void };
      [EARLY_FAILURE]?: unknown;
      [NAMED_ROUTE]?: string;
      [MALFORMED_TARGET]?: boolean;
      [IS_HEARD_OUT]?: boolean;
      [RUNNING_HANDLER]?: Function;
      /** These are the methods of this path, for the `Allow` header of an answer that needs one (filter/error-mapping.ts). */
      allowed?: string;
      /**
       * This is set when the browser has newer cookies than it sent, or will get them: this answer must not set any
       * (sessions writes it).
       */
      leavesCookies?: boolean;
    }
  }
}

export type Connection = Socket & { [LATEST_RESPONSE]?: Response | undefined; [PEER_ADDRESS]?: string | undefined };

/** Tells whether the target of this request was no path; Node's own requests have no Express types yet. */
export function hasMalformedTarget(request: object): boolean {
  return (request as Request)[MALFORMED_TARGET] === true;
}
