import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import type { Examination, Seen } from './examination.js';
import { NONCE_HEADER, signNonce } from './nonce.js';
import { ANSWER_MARKS, type Headers } from './proxies/marks.js';

/** An answer is not waited for after so many milliseconds. */
const PATIENCE = 10_000;

/** At most so many characters of an answer are read; ours is far shorter. */
const ANSWER_LIMIT = 64 * 1024;

/** This is a header that a client has no business to send. */
export interface Forgery {
  readonly claims: 'address' | 'scheme' | 'host';
  readonly header: string;
  readonly sent: string;
  /** This is what would be derived if the header were believed. */
  readonly value: string;
}

/**
 * Proxies are known to be in the way of these: an Authorization header, and a POST that has neither a body nor a length
 * (RFC 9112 6.3: its body is empty).
 */
export type Trial = 'authorization' | 'no length';

export interface Question {
  readonly forgery?: Forgery;
  readonly trial?: Trial;
}

export type Sighting =
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'redirected'; readonly location: string }
  | { readonly kind: 'foreign'; readonly status: number }
  /** A probe's answer without the doctor's part. */
  | { readonly kind: 'plain' }
  /** The doctor's part, but of another request. */
  | { readonly kind: 'cached' }
  /** The product's clock is ahead by so many seconds. */
  | { readonly kind: 'stale'; readonly ahead: number }
  /** `direct`: our own connection ends in the product; `named`: somebody on the way puts a name on the answers. */
  | { readonly kind: 'seen'; readonly seen: Seen; readonly direct: boolean; readonly named: boolean; readonly location?: string };

export interface Visit extends Question {
  readonly outcome: Sighting;
  /** Proxies have left these headers on the answer. */
  readonly marks: Headers;
}

/**
 * Sends one signed request to `/health/live`, on a connection of its own, so that a load balancer picks anew. It
 * never throws.
 */
export async function visit(origin: URL, secret: string, question: Question = {}): Promise<Visit> {
  const nonce = signNonce(secret);
  const { forgery, trial } = question;
  const headers = {
    [NONCE_HEADER]: nonce,
    accept: 'application/json',
    ...(forgery && { [forgery.header]: forgery.sent }),
    ...(trial === 'authorization' && { authorization: 'Bearer doctor' }),
  };
  return ask(new URL('/health/live', origin), { headers, method: trial === 'no length' ? 'POST' : 'GET' }).then(
    (answer) => ({ ...question, outcome: read(answer, nonce), marks: marksOf(answer) }),
    (error: unknown) => ({ ...question, outcome: { kind: 'failed', code: codeOf(error) }, marks: {} }),
  );
}

interface Answer {
  readonly response: IncomingMessage;
  readonly text: string;
  readonly localPort: number | undefined;
}

function ask(url: URL, asked: { method: string; headers: Record<string, string> }): Promise<Answer> {
  const send = url.protocol === 'https:' ? overTls : overHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, { ...asked, agent: false, signal: AbortSignal.timeout(PATIENCE) }, (response) => {
      const { localPort } = response.socket;
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += String(part);
        if (text.length > ANSWER_LIMIT) response.destroy(new Error('the answer is too long'));
      });
      response.on('end', () => resolve({ response, text, localPort })).on('error', reject);
    });
    // Else Node would say how long the body is that a POST does not have.
    for (const name of ['content-length', 'transfer-encoding']) request.removeHeader(name);
    request.on('error', reject).end();
  });
}

function read({ response, text, localPort }: Answer, nonce: string): Sighting {
  const { statusCode: status = 0, headers } = response;
  if (status >= 300 && status < 400 && headers.location) return { kind: 'redirected', location: headers.location };
  const body = parse(text);
  if (status !== 200 || body?.status !== 'ok') return { kind: 'foreign', status };
  if (body.doctor === undefined) return { kind: 'plain' };
  if (body.doctor.nonce !== nonce) return { kind: 'cached' };
  const { seen, time } = body.doctor;
  if (seen === undefined) return { kind: 'stale', ahead: Math.round(time - Date.now() / 1_000) };
  const named = headers.server !== undefined || headers.via !== undefined;
  const { location } = headers;
  const direct = localPort !== undefined && localPort === seen.peerPort;
  return { kind: 'seen', seen, direct, named, ...(location !== undefined && { location }) };
}

function marksOf({ response: { headers } }: Answer): Headers {
  return Object.fromEntries(ANSWER_MARKS.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])));
}

function parse(text: string): { status?: string; doctor?: Examination } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'ETIMEDOUT';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
}
