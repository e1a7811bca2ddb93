/**
 * What a later major format of a session id or a remember-me token begins with, inside the signature: `v2.` and so
 * on. This build cannot read it and other instances can, so its cookie is left alone.
 */
const FUTURE_VERSION = /^v\d+\./;

export function isFutureVersion(value: string): boolean {
  return FUTURE_VERSION.test(value);
}
