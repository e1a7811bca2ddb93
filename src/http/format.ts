import type { Request } from 'express';
import Negotiator from 'negotiator';

const HTML = 'text/html';
const JSON_TYPE = 'application/json';
const PROBLEM = 'application/problem+json';

/** Parameters such as `charset=utf-8` say nothing about the format; only the rank `q` does. */
const PARAMETERS = /;(?!\s*q\s*=)[^;,]*/gi;

/**
 * Whether this request is answered in HTML: the only reader of the Accept header. JSON wins where it is
 * ranked higher, or named first at equal rank; where the header does not care, a client that sends JSON
 * gets JSON. Nothing acceptable, or unreadable: HTML.
 */
export function wantsHtml({ headers }: Request): boolean {
  const sendsJson = /^\s*application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
  const accept = (headers.accept ?? '*/*').replace(PARAMETERS, '');
  const json = accept.toLowerCase().includes(PROBLEM) ? [JSON_TYPE, PROBLEM] : [JSON_TYPE];
  const [best] = new Negotiator({ headers: { accept } }).mediaTypes(sendsJson ? [...json, HTML] : [HTML, ...json]);
  return best === undefined || best === HTML;
}
