import type { Request } from 'express';
import type { Settings, TrustedProxies } from '../config/settings.js';
import { clientAddress, clientHost, clientScheme, peerIsTrusted } from '../http/client/trusted-proxies.js';
import { checkNonce, NONCE_HEADER } from './nonce.js';
import { type Headers, REQUEST_MARKS } from './proxies/marks.js';

/** Proxies use these headers to say for whom they speak; the last two are never believed. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'x-real-ip'] as const;

/** At most so many characters of a header are told. */
const LENGTH = 500;

/**
 * This is what the product made of one request, for the doctor. It holds no secret, and nothing about any person but
 * the sender.
 */
export interface Examination {
  /** This is the nonce of the question: an answer from a cache has another one. */
  readonly nonce: string;
  /** This is the product's clock, in seconds since 1970. */
  readonly time: number;
  /** This is missing when the nonce was stale. */
  readonly seen?: Seen;
}

export interface Seen {
  /** This is the other end of the connection; null over a Unix socket. */
  readonly peer: string | null;
  readonly peerPort: number | null;
  readonly peerTrusted: boolean;
  readonly trustProxy: TrustedProxies | null;
  readonly received: Readonly<Partial<Record<(typeof FORWARDED)[number], string>>>;
  /** Proxies have put these headers there, which tell who they are; an older instance does not tell them. */
  readonly marks?: Headers;
  /** This tells whether an Authorization header arrived; an older instance does not. */
  readonly authorized?: boolean;
  /** The answer's Location is this: who rewrites that one rewrites others. An older instance sends none. */
  readonly location?: string;
  readonly address: string;
  readonly scheme: string;
  readonly host: string | null;
  readonly publicUrl: string;
  /** This counts accounts whose stored password string is of no known form; null when they could not be counted. */
  readonly unreadableHashes: number | null;
}

/**
 * Tells how address, scheme and host of this request were derived; undefined for whoever did not sign as the doctor
 * does. It never rejects.
 */
export async function examine(
  request: Request,
  settings: Pick<Settings, 'sessionSecrets' | 'trustProxy' | 'publicUrl'>,
  countUnreadableHashes: () => Promise<number | null>,
): Promise<Examination | undefined> {
  const nonce = request.headers[NONCE_HEADER];
  const state = nonce === undefined ? 'unknown' : checkNonce(nonce, settings.sessionSecrets);
  if (state === 'unknown') return undefined;
  const clock = { nonce: String(nonce), time: Math.floor(Date.now() / 1_000) };
  if (state === 'stale') return clock;
  return {
    ...clock,
    seen: {
      peer: request.socket.remoteAddress ?? null,
      peerPort: request.socket.remotePort ?? null,
      peerTrusted: peerIsTrusted(request),
      trustProxy: settings.trustProxy ?? null,
      received: headersOf(request, FORWARDED),
      marks: headersOf(request, REQUEST_MARKS),
      authorized: request.headers.authorization !== undefined,
      location: otherScheme(settings.publicUrl),
      address: clientAddress(request),
      scheme: clientScheme(request),
      host: clientHost(request)?.slice(0, LENGTH) ?? null,
      publicUrl: settings.publicUrl.origin,
      unreadableHashes: await countUnreadableHashes(),
    },
  };
}

function headersOf(request: Request, names: readonly string[]): Headers {
  const told = names.flatMap((name) => {
    const value = request.headers[name];
    return value === undefined ? [] : [[name, String(value).slice(0, LENGTH)]];
  });
  return Object.fromEntries(told);
}

/** Returns our own address with the other scheme: nghttpx takes one with its own host for a slip, and "mends" the scheme. */
function otherScheme(publicUrl: URL): string {
  const url = new URL(publicUrl);
  url.protocol = url.protocol === 'https:' ? 'http:' : 'https:';
  return url.href;
}
