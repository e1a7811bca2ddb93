import type { Seen } from '../examination.js';
import { type Finding, mistake, note } from './finding.js';

/** Judges whether PUBLIC_URL is what browsers see, and what becomes of the host, which nothing is built from. */
export function publicAddress(seen: Seen, origin: URL): Finding[] {
  if (seen.publicUrl !== origin.origin) {
    return [
      mistake(
        `PUBLIC_URL is ${seen.publicUrl}, but the address asked for is ${origin.origin}.`,
        'Redirects lead there, forms sent from here are refused as cross-site, and with another scheme cookies are lost.',
        `Set PUBLIC_URL=${origin.origin} on every instance, or let the proxy send people to ${seen.publicUrl}.`,
      ),
    ];
  }
  if (seen.host === origin.host) return [];
  return [note(`The proxy asks for the host "${seen.host}". Links and redirects use PUBLIC_URL all the same.`)];
}
