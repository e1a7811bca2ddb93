import { randomBytes } from 'node:crypto';

/** Tells one form from another, so that the same one sent twice is one login (see repeated-login.ts). */
export function FormId() {
  return <input type="hidden" name="formId" value={randomBytes(16).toString('base64url')} />;
}
