import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Settings } from '../../config/settings.js';
import { bodyKind, hasBody, isJsonType } from '../requests/media-type.js';
import { wantsHtml } from '../responses/content-negotiation.js';
import { statesType } from '../responses/stated-type.js';
import { allowedMethods } from '../routing/allowed-methods.js';

/** Seconds for which a browser keeps the answer to a preflight; Chromium keeps none for longer than two hours. */
const KEPT = 600;

/** Scripts may read these headers besides those of every answer (Fetch, "CORS-safelisted response-header name"). */
const EXPOSED = 'Location, Retry-After, X-Request-Id';

const PAGE = /^text\/html\b/i;

/** Names of headers, as a preflight lists them; a longer list is none of a program's that means well. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(\s*,\s*[\w!#$%&'*+.^`|~-]+){0,49}$/;

/**
 * Lets scripts of ALLOWED_ORIGINS read answers that are no page, in the name of whoever is signed in (Fetch, "CORS
 * protocol"). For other origins nothing changes: without permission a browser keeps the answer from its script.
 */
export function allowOrigins({ allowedOrigins }: Pick<Settings, 'allowedOrigins'>): RequestHandler {
  const allowed = new Set(allowedOrigins);
  if (allowed.size === 0) return (_request, _response, next) => next();
  return (request: Request, response: Response, next: NextFunction): void => {
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && allowed.has(origin);
    if (isAllowed && request.method === 'OPTIONS' && answerPreflight(request, response, origin)) return;
    decideAtHead(response, isAllowed ? origin : undefined);
    next();
  };
}

/**
 * Tells whether an allowed origin sends JSON and asks for it. A form of its page is refused like any other: browsers
 * send one without asking first, and its answer would be a page.
 */
export function isJsonOfAllowed(request: Request, allowed: ReadonlySet<string>): boolean {
  const { headers } = request;
  if (headers.origin === undefined || !allowed.has(headers.origin)) return false;
  const { type } = bodyKind(headers);
  return (type === '' ? !hasBody(headers) : isJsonType(type)) && !wantsHtml(request);
}

/** Answers the question that a browser asks before a request; a path that is not there is left to the router. */
function answerPreflight(request: Request, response: Response, origin: string): boolean {
  const methods = allowedMethods(request).join(', ');
  if (request.headers['access-control-request-method'] === undefined || methods === '') return false;
  const names = request.headers['access-control-request-headers'];
  setPermission(response, origin);
  response.setHeader('Vary', 'Origin, Access-Control-Request-Headers');
  response.setHeader('Access-Control-Allow-Methods', methods);
  if (names !== undefined && HEADER_NAMES.test(names)) response.setHeader('Access-Control-Allow-Headers', names);
  response.setHeader('Access-Control-Max-Age', KEPT);
  response.status(204).setHeader('Allow', methods).end();
  return true;
}

/**
 * Decides when the head of the answer is written, since it is known then what it is: pages are nobody's to read but the
 * site's own. A cache must not give the answer to one origin, or to none, to another.
 */
function decideAtHead(response: Response, origin: string | undefined): void {
  const writeHead = response.writeHead.bind(response);
  const write = (...args: unknown[]): Response => {
    response.vary('Origin');
    if (origin !== undefined && !statesType(response, args, PAGE)) {
      setPermission(response, origin);
      response.setHeader('Access-Control-Expose-Headers', EXPOSED);
    }
    return Reflect.apply(writeHead, response, args) as Response;
  };
  Object.assign(response, { writeHead: write });
}

function setPermission(response: Response, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
}
