/** A run of characters as long as a 128-bit secret in hexadecimal may be a token, or the hash of one. */
const OPAQUE = /(?=[\w%-]*[A-Z\d])[\w%-]{32,}/g;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Returns a path as the log may hold it (ASVS 5.0 14.2.1, 16.2.5): anything that may be a token, the hash of a
 * session id or part of a mailed link becomes `*`. Ids of rows (UUIDs) and words stay.
 */
export function maskedPath(path: string): string {
  return path.length < 32 ? path : path.replace(OPAQUE, (text) => (UUID.test(text) ? text : '*'));
}
