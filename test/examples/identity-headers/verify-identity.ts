import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const NAMES = [
  'x-auth-user-id',
  'x-auth-username',
  'x-auth-email',
  'x-auth-roles',
  'x-auth-level',
  'x-auth-impersonator',
  'x-auth-signature-v2',
];

/** Who is signed in; null for headers that Gatehouse did not sign within the last minute. */
export function verifyIdentity(headers: IncomingHttpHeaders, secret: string) {
  const sentBy = NAMES.map((name) => headers[name]?.toString());
  const [id, username, email = '', roles = '', level = '', impersonator = '', signature = ''] = sentBy;
  const [, time, sent] = /^t=(\d{1,12}),v2=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (sent === undefined || Math.abs(Date.now() / 1_000 - Number(time)) > 60) return null;
  const signed = ['v2', time, id, username, email, roles, level, impersonator].join('\n');
  const own = createHmac('sha256', secret).update(signed).digest();
  if (!timingSafeEqual(own, Buffer.from(sent, 'hex'))) return null;
  return { id, username, email, roles: roles === '' ? [] : roles.split(','), level: Number(level), impersonator };
}
