import { Problem } from '../errors/problem.js';

/** JSON of a form has at most so many levels of objects and arrays. */
export const FORM_DEPTH = 8;

/** JSON of a team's own has at most so many, which no honest sender needs and every walk over it survives. */
export const OWN_DEPTH = 64;

/** Decodes UTF-8 strictly. Throws `bad_request`, without the decoder's message. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('bad_request');
  }
}

/** A repeated field is an array, which no rule of a text accepts; `a[b]` is a name like any other. */
export function parseForm(text: string): object {
  const fields: Record<string, string | string[]> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeFormText(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeFormText(pair.slice(equals + 1));
    const present = fields[name];
    if (present === undefined) fields[name] = value;
    else if (Array.isArray(present)) present.push(value);
    else fields[name] = [present, value];
  }
  return fields;
}

/** This is strict where browsers' parsers are lenient, because invalid UTF-8 would make different inputs equal. */
function decodeFormText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    throw new Problem('bad_request');
  }
}

/** Parses the JSON of a form: an object, of at most {@link FORM_DEPTH} levels. Throws `bad_request`. */
export function parseJsonForm(text: string): object {
  if (text === '') return {};
  const value = parseJson(text, FORM_DEPTH);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Problem('bad_request');
  return value;
}

/** Parses JSON, whatever stands at its top, of at most so many levels. Throws `bad_request`; a parser's message quotes the body. */
export function parseJson(text: string, most: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('bad_request');
  }
  if (typeof value === 'object' && value !== null && depth(value, most) > most) throw new Problem('bad_request');
  return value;
}

/** Counts level by level, so that no nesting can exhaust the stack. */
function depth(value: object, most: number): number {
  let levels = 0;
  for (let level: object[] = [value]; level.length > 0 && levels <= most; levels += 1) {
    level = level.flatMap((container) => Object.values(container).filter((child) => typeof child === 'object' && child !== null));
  }
  return levels;
}
