import type { Product } from '../support/product.js';

const READ = 'GET, HEAD, OPTIONS';
const FORM = 'GET, HEAD, POST, OPTIONS';

/** Every path that the router or a middleware knows, and what it allows. */
const KNOWN: Readonly<Record<string, string>> = {
  '/': READ,
  '/login': FORM,
  '/register': FORM,
  '/logout': FORM,
  '/dashboard': READ,
  '/profile': READ,
  '/settings': READ,
  '/session': READ,
  '/auth/verify': READ,
  '/confirm': FORM,
  '/settings/sessions': READ,
  '/settings/password': FORM,
  '/settings/second-factor': READ,
  '/settings/second-factor/totp': FORM,
  '/settings/second-factor/totp/remove': 'POST, OPTIONS',
  '/settings/second-factor/recovery-codes': 'POST, OPTIONS',
  '/settings/second-factor/passkey-after-password': 'POST, OPTIONS',
  '/settings/sessions/revoke-others': 'POST, OPTIONS',
  '/.well-known/change-password': READ,
};

export const PROBES: readonly string[] = ['/health/live', '/health/serving', '/health/ready'];

/** The stylesheets and the icon, as the front page names them. */
export async function assetPaths(product: Product): Promise<string[]> {
  const { text } = await product.visitor().get('/');
  return [...new Set(text.match(/\/assets\/[^"]+/g) ?? [])];
}

/** All known paths with the `Allow` header that each must have. */
export async function knownPaths(product: Product): Promise<[path: string, allow: string][]> {
  const readOnly = [...PROBES, ...(await assetPaths(product))];
  return [...Object.entries(KNOWN), ...readOnly.map((path): [string, string] => [path, READ])];
}
