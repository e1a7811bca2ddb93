import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** This header carries a nonce: unlike a query, no proxy writes it into its log. */
export const NONCE_HEADER = 'x-gatehouse-doctor';

/**
 * A nonce lives so many seconds, either way: long enough for a slow proxy and unequal clocks, too short for what a
 * log may have kept.
 */
const LIFE = 60;

/** A `stale` nonce is ours, but from another time. */
export type NonceState = 'fresh' | 'stale' | 'unknown';

/**
 * Makes a nonce that only whoever knows the secret can make: time, randomness and HMAC-SHA-256 over both. It opens
 * nothing but the doctor's answer about the very request that carries it, so a nonce that is seen and sent again
 * within its minute tells its sender how the product sees him, and nothing else.
 */
export function signNonce(secret: string, now = Date.now()): string {
  const said = `t=${Math.floor(now / 1_000)},n=${randomBytes(16).toString('hex')}`;
  return `${said},v1=${mac(secret, said).toString('hex')}`;
}

export function checkNonce(nonce: unknown, secrets: readonly string[], now = Date.now()): NonceState {
  if (typeof nonce !== 'string') return 'unknown';
  const [, said = '', time = '', hex = ''] = /^(t=(\d{1,12}),n=[0-9a-f]{32}),v1=([0-9a-f]{64})$/.exec(nonce) ?? [];
  if (said === '') return 'unknown';
  const given = Buffer.from(hex, 'hex');
  if (!secrets.some((secret) => timingSafeEqual(mac(secret, said), given))) return 'unknown';
  return Math.abs(now / 1_000 - Number(time)) <= LIFE ? 'fresh' : 'stale';
}

/** Signs under a key of its own: no cookie's signature passes for a nonce, and no nonce for a cookie. */
function mac(secret: string, said: string): Buffer {
  const key = createHmac('sha256', secret).update('doctor:nonce').digest();
  return createHmac('sha256', key).update(said).digest();
}
