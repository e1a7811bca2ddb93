import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const NAMES = ['x-auth-user-id', 'x-auth-username', 'x-auth-email', 'x-auth-signature'];

/** Who is signed in; null for headers that Gatehouse did not sign within the last minute. */
export function verifyIdentity(headers: IncomingHttpHeaders, secret: string) {
  const [id, username, email, signature = ''] = NAMES.map((name) => headers[name]?.toString());
  const [, time, sent] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (sent === undefined || Math.abs(Date.now() / 1_000 - Number(time)) > 60) return null;
  const own = createHmac('sha256', secret).update(`${time}.${id}.${username}.${email}`).digest();
  return timingSafeEqual(own, Buffer.from(sent, 'hex')) ? { id, username, email } : null;
}
