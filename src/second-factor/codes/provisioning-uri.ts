import { base32 } from './base32.js';
import { TOTP } from './totp.js';

/** An authenticator app shows the account by these two. */
export interface ShownAccount {
  /** This is the name of the site. */
  readonly issuer: string;
  readonly username: string;
}

/**
 * Returns the `otpauth:` address that an authenticator app reads from a QR code or opens as a link (the format is that
 * of Google Authenticator's wiki, "Key Uri Format"). Names are percent-encoded, a blank never as `+`, which apps show.
 * The label's first colon is the one between the two names, also for apps that decode the label before they look for it
 * (otpauth): there the site's name stands without its colons, and whole as the parameter, which apps prefer.
 */
export function provisioningUri({ issuer, username }: ShownAccount, secret: Uint8Array): string {
  const label = `${encoded(issuer.replaceAll(/\s*:\s*/g, ' ').trim())}:${encoded(username)}`;
  const { algorithm, digits, period } = TOTP;
  const parameters = [`secret=${base32(secret)}`, `issuer=${encoded(issuer)}`];
  return `otpauth://totp/${label}?${parameters.join('&')}&algorithm=${algorithm}&digits=${digits}&period=${period}`;
}

/** A lone surrogate has no encoding, so it becomes the replacement character. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
