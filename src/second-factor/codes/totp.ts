import { createHmac, timingSafeEqual } from 'node:crypto';

/** Authenticator apps know these values and few know others (RFC 6238, 1.2 and 4). */
export const TOTP = { algorithm: 'SHA1', digits: 6, period: 30, secretBytes: 20 } as const;

/** The step before and the one after are taken too, because clocks differ (RFC 6238, 5.2). */
const STEPS_ASIDE = 1;

/** Returns the step of 30 seconds that this time lies in; `time` is in milliseconds since 1970. */
export function stepAt(time: number): number {
  return Math.floor(time / 1_000 / TOTP.period);
}

/** Returns the code of a step as six digits (RFC 4226, 5.3). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** TOTP.digits).padStart(TOTP.digits, '0');
}

/** Returns the latest step around `time` that this code belongs to, or null. Every step is compared, so time tells nothing. */
export function matchingStep(secret: Uint8Array, code: string, time: number): number | null {
  const present = stepAt(time);
  let found: number | null = null;
  for (let step = Math.max(0, present - STEPS_ASIDE); step <= present + STEPS_ASIDE; step += 1) {
    if (timingSafeEqual(Buffer.from(codeAt(secret, step)), sixBytes(code))) found = step;
  }
  return found;
}

/** A code of another length is compared too, as one that is never right. */
function sixBytes(code: string): Buffer {
  const bytes = Buffer.from(code);
  return bytes.length === TOTP.digits ? bytes : Buffer.alloc(TOTP.digits);
}
