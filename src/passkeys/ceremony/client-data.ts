import { PasskeyRefused } from './passkey-refused.js';

/**
 * Returns the challenge that the browser says was answered. Throws {@link PasskeyRefused} where a page of another site
 * had ours in a frame: the library takes `crossOrigin` at a registration, and without `topOrigin` at a login too.
 */
export function challengeOf(clientDataJSON: string): string {
  const { challenge, crossOrigin = false, topOrigin } = parsed(clientDataJSON);
  if (crossOrigin !== false || topOrigin !== undefined) throw new PasskeyRefused('cross-origin');
  if (typeof challenge !== 'string') throw new PasskeyRefused('challenge');
  return challenge;
}

function parsed(clientDataJSON: string): Partial<Record<'challenge' | 'crossOrigin' | 'topOrigin', unknown>> {
  try {
    const bytes = Buffer.from(clientDataJSON, 'base64url');
    const data: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof data === 'object' && data !== null) return data;
  } catch {
    // What a parser says quotes the input.
  }
  throw new PasskeyRefused('malformed');
}
