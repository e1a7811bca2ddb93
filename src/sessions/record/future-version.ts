/**
 * A session id or remember-me token of a later major format begins so inside the signature: `v2.` and so on. This
 * build cannot read it and other instances can, so its cookie is left alone.
 */
const FUTURE_VERSION = /^v\d+\./;

export function isFutureVersion(value: string): boolean {
  return FUTURE_VERSION.test(value);
}
