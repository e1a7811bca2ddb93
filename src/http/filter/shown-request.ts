import type { Request } from 'express';
import { isSecretName, masked } from '../../faults/masking.js';
import { maskedPath } from '../requests/masked-path.js';
import { routePattern } from '../routing/route-pattern.js';

/** Shorter parts of a cookie are words, such as the name of a version. */
const SHORTEST_PART = 16;

/** What a developer sees of a request: no value of a field, and no header that may hold a secret. */
export interface ShownRequest {
  readonly method: string;
  readonly path: string;
  /** The pattern of its route; null for an unknown path. */
  readonly route: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the fields of the query and of the body. */
  readonly query: readonly string[];
  readonly fields: readonly string[];
}

export function shownRequest(request: Request): ShownRequest {
  const secrets = secretsOf(request);
  return {
    method: request.method,
    path: masked(maskedPath(request.path), secrets),
    route: routePattern(request) ?? null,
    headers: Object.fromEntries(
      Object.entries(request.headers)
        .filter(([name]) => !isSecretName(name))
        .map(([name, value]) => [name, masked(withoutQuery(String(value)), secrets)]),
    ),
    query: Object.keys(request.query),
    fields: namesIn(request.body),
  };
}

/**
 * Returns the values of a request that no report may repeat: of its cookies, and of parameters, fields at any depth and
 * headers by their names.
 */
export function secretsOf(request: Request): string[] {
  const { cookie = '', ...headers } = request.headers;
  const cookies = cookie
    .split(';')
    .map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
    .flatMap((value) => [value, ...partsOf(decoded(value))]);
  const named = [headers, request.query, request.params, request.body].flatMap(secretsIn);
  // `Authorization` says the scheme before the secret.
  const secrets = [...cookies, ...named, ...named.flatMap((text) => text.split(' '))];
  return [...new Set(secrets.flatMap((secret) => [secret, decoded(secret)]))];
}

/** The query of a page, as in `Referer`, may hold what somebody mistook for a form field. */
function withoutQuery(value: string): string {
  return /^(\w+:\/)?\//.test(value) ? value.replace(/\?.*/s, '') : value;
}

function namesIn(body: unknown): string[] {
  return isObject(body) ? Object.keys(body) : [];
}

/** Looks for names of secrets at any depth, which the parsers of bodies bound. */
function secretsIn(value: unknown): string[] {
  if (!isObject(value) || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => (isSecretName(name) ? textsIn(part) : secretsIn(part)));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** Code has parts of a cookie in hand: the id of a session without its signature, the validator of a series. */
function partsOf(value: string): string[] {
  return value.split(/[.:]/).filter(({ length }) => length >= SHORTEST_PART);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
