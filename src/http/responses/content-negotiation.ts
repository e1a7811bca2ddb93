import type { Request, Response } from 'express';
import Negotiator from 'negotiator';
import { LruCache } from '../../cache/lru-cache.js';
import { ANSWER_FORMAT, PREFERS_JSON } from '../request-state.js';

const HTML = 'text/html';
const JSON_TYPE = 'application/json';
const PROBLEM = 'application/problem+json';

/** Parameters such as `charset=utf-8` say nothing about the format; only the rank `q` does. */
const PARAMETERS = /;(?!\s*q\s*=)[^;,]*/gi;

export type AnswerFormat = 'html' | 'json';

/** Browsers and programs send one of a few Accept headers, each of them always the same. */
const REMEMBERED = 256;
const REMEMBERED_LENGTH = 512;
const known = {
  html: new LruCache<AnswerFormat | 'neither'>(REMEMBERED),
  json: new LruCache<AnswerFormat | 'neither'>(REMEMBERED),
};

/** From here on only a client whose Accept names HTML gets HTML, because programs ask these routes. */
export function preferJson(request: Request): void {
  request[PREFERS_JSON] = true;
  // An earlier step may have asked.
  if (request[ANSWER_FORMAT] !== undefined) delete request[ANSWER_FORMAT];
}

/**
 * Tells whether this request is answered in HTML; nothing else reads the Accept header. JSON wins where it is ranked
 * higher, or named first at equal rank; where the header does not care, a client that sends JSON gets JSON. A header
 * that is unreadable or accepts neither gives HTML.
 */
export function wantsHtml(request: Request): boolean {
  return (request[ANSWER_FORMAT] ??= prefersHtml(request) ? 'html' : 'json') === 'html';
}

/**
 * Tells whether a script asked and no page will show the answer: `fetch` and EventSource at their defaults. A script
 * that names `text/html` (Turbo, htmx) puts it on the page.
 */
export function showsNoPage({ headers }: Request): boolean {
  return headers['sec-fetch-dest'] === 'empty' && !/text\/html/i.test(headers.accept ?? '');
}

/**
 * Returns the format of an answer that has been given, also of a redirect; undefined where there is none, as for a
 * stylesheet.
 */
export function answerFormat(request: Request, response: Response): AnswerFormat | undefined {
  return request[ANSWER_FORMAT] ?? (String(response.getHeader('Content-Type')).includes('json') ? 'json' : undefined);
}

function prefersHtml({ headers, [PREFERS_JSON]: jsonFirst = false }: Request): boolean {
  const jsonIsFirst = jsonFirst || /^\s*application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
  const { accept = '*/*' } = headers;
  const ask = () => negotiated(accept, jsonIsFirst);
  const format = accept.length > REMEMBERED_LENGTH ? ask() : known[jsonIsFirst ? 'json' : 'html'].get(accept, ask);
  return format === 'html' || (format === 'neither' && !jsonFirst);
}

function negotiated(header: string, jsonIsFirst: boolean): AnswerFormat | 'neither' {
  const accept = header.replace(PARAMETERS, '');
  const json = accept.toLowerCase().includes(PROBLEM) ? [JSON_TYPE, PROBLEM] : [JSON_TYPE];
  const [best] = new Negotiator({ headers: { accept } }).mediaTypes(jsonIsFirst ? [...json, HTML] : [HTML, ...json]);
  if (best === undefined) return 'neither';
  return best === HTML ? 'html' : 'json';
}
