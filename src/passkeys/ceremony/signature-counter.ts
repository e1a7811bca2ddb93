/**
 * Tells whether the counter of a signature says that there are two authenticators with one key (WebAuthn Level 3,
 * 6.1.1). One that counts rises each time; most passkeys that are synced, and many others, never count.
 */
export function saysCloned(stored: number, received: number): boolean {
  const counts = stored > 0 || received > 0;
  return counts && received <= stored;
}
