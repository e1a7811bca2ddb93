import { createHmac } from 'node:crypto';
import { parse } from 'cookie';
import { sign, unsign } from 'cookie-signature';
import type { CookieOptions, Request } from 'express';
import { isHttps, type Settings } from '../../config/settings.js';

/**
 * Returns the name of a cookie. `__Host-` ties it to this very host over HTTPS, so that no sibling host can plant one
 * (RFC 6265bis). Plain HTTP, for development, cannot carry the prefix.
 */
export function cookieName(name: string, settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix'>): string {
  const own = settings.cookieNamePrefix + name;
  return isHttps(settings) ? `__Host-${own}` : own;
}

/** Returns the attributes of every cookie; clearing one must repeat them. */
export function cookieAttributes(settings: Pick<Settings, 'publicUrl'>) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps(settings) } as const satisfies CookieOptions;
}

type Shared = Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'cookieDomain'>;

/**
 * Returns the name of a cookie that signs in. With COOKIE_DOMAIN it goes to sibling hosts too, which `__Host-` rules
 * out: `__Secure-` still keeps whoever has only plain HTTP from planting one.
 */
export function signInCookieName(name: string, settings: Shared): string {
  if (settings.cookieDomain === undefined || !isHttps(settings)) return cookieName(name, settings);
  return `__Secure-${settings.cookieNamePrefix}${name}`;
}

/** Returns the attributes of a cookie that signs in. */
export function signInCookieAttributes(settings: Shared): CookieOptions {
  const { cookieDomain } = settings;
  return { ...cookieAttributes(settings), ...(cookieDomain !== undefined && { domain: cookieDomain }) };
}

/** Leaves in this request only those cookies of a name whose value is `wanted`. */
export function keepCookies(request: Request, name: string, wanted: (value: string) => boolean): void {
  const pairs = request.headers.cookie?.split(';') ?? [];
  const kept = pairs.filter((pair) => {
    const value = valueIn(pair, name);
    return value === undefined || wanted(value);
  });
  request.headers.cookie = kept.join(';');
}

function valueIn(pair: string, name: string): string | undefined {
  return pair.includes(name) ? parse(pair)[name] : undefined;
}

/**
 * Returns the values of the cookies of one name, each once and in the order in which they were sent: a parent domain, a
 * longer path or a neighbour on another port may have set one beside ours (RFC 6265, 8.6), and nobody says which comes first.
 */
export function cookiesOf(request: Request, name: string): string[] {
  const header = request.headers.cookie;
  if (header === undefined || !header.includes(name)) return [];
  const values = header.split(';').flatMap((pair) => valueIn(pair, name) ?? []);
  return values.length > 1 ? [...new Set(values)] : values;
}

/** A signature is 256 bits of an HMAC in base64 without padding, after a dot. */
const SIGNATURE = /\.[\w+/-]{43}$/;

/**
 * Returns what the first of these keys that fits has signed, or undefined. What has no signature at all costs no HMAC:
 * a header holds hundreds of such cookies, and everybody would wait for them.
 */
export function unsignWith(keys: readonly string[], signed: string): string | undefined {
  if (!SIGNATURE.test(signed)) return undefined;
  for (const key of keys) {
    const value = unsign(signed, key);
    if (value !== false) return value;
  }
  return undefined;
}

/** Signs and verifies the values of one cookie; keys of different cookies differ, so none passes for another. */
export class CookieSigner {
  private readonly keys: readonly string[];

  constructor(purpose: string, secrets: readonly string[]) {
    this.keys = secrets.map((secret) => createHmac('sha256', secret).update(`cookie:${purpose}`).digest('base64'));
  }

  sign(value: string): string {
    return sign(value, this.keys[0] ?? '');
  }

  /** Returns the first value that a present secret has signed, or null: what others have signed is a neighbour's. */
  verifyFirst(signed: readonly string[]): string | null {
    for (const one of signed) {
      const value = this.verify(one);
      if (value !== null) return value;
    }
    return null;
  }

  /** Returns the value, or null when no present secret has signed it. */
  verify(signed: string): string | null {
    return unsignWith(this.keys, signed) ?? null;
  }

  signJson(value: unknown): string {
    return this.sign(Buffer.from(JSON.stringify(value)).toString('base64url'));
  }

  /** Returns the list that was signed, or null; what another version has signed is no list of ours either. */
  verifyList(signed: string): unknown[] | null {
    const value = this.verify(signed);
    if (value === null) return null;
    try {
      const list: unknown = JSON.parse(Buffer.from(value, 'base64url').toString());
      return Array.isArray(list) ? list : null;
    } catch {
      return null;
    }
  }
}
