import { expect } from 'vitest';
import type { Product } from '../support/product.js';
import type { Answer, Format } from '../support/visitor.js';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';
export const ERROR_TYPE = { html: 'text/html; charset=utf-8', json: 'application/problem+json; charset=utf-8' } as const;

/** Stands in bodies, and must stand in no refusal of them. */
export const SECRET = 'SeCrEt-body-text';

const ACCEPT = { html: 'text/html', json: 'application/json' } as const;

interface How {
  readonly path?: string;
  readonly format?: Format;
  readonly headers?: Record<string, string>;
}

/** Sends a body as it is; `type` null: without a Content-Type. No refusal may repeat what it was sent. */
export async function sendBody(product: Product, body: string | Uint8Array, type: string | null, how: How = {}): Promise<Answer> {
  const { path = '/login', format = 'json', headers = {} } = how;
  // fetch gives a type of its own to text, and none to bytes.
  const bytes = new Uint8Array(Buffer.from(body));
  const all = { accept: ACCEPT[format], ...(type !== null && { 'content-type': type }), ...headers };
  const answer = await product.visitor().send(path, { method: 'POST', body: bytes, headers: all });
  if (answer.status !== 422) expect(answer.text).not.toContain(SECRET);
  return answer;
}

/** The same bytes, with no length announced. */
export function sendChunked(product: Product, body: string, type: string): Promise<Answer> {
  let rest = Buffer.from(body);
  const pull = (controller: ReadableStreamDefaultController) => {
    if (rest.length === 0) return controller.close();
    controller.enqueue(new Uint8Array(rest.subarray(0, 8_192)));
    rest = rest.subarray(8_192);
  };
  const init = { method: 'POST', body: new ReadableStream({ pull }), duplex: 'half' } as RequestInit;
  return product.visitor().send('/login', { ...init, headers: { accept: ACCEPT.json, 'content-type': type } });
}
