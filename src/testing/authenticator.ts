import { codeAt, stepAt, TOTP } from '../second-factor/codes/totp.js';
import type { Visitor } from './visitor.js';

const SET_UP = '/settings/second-factor/totp';

/** An authenticator app on somebody's phone. */
export class Authenticator {
  private secret: Uint8Array | undefined;
  private lastStep = 0;

  /**
   * Sets this app up for whoever is signed in there, as the page of the settings does, and returns the recovery codes.
   * Throws what was answered when that is refused: it takes a login that is fresh.
   */
  async setUp(visitor: Visitor): Promise<readonly string[]> {
    const page = await visitor.get(SET_UP, 'json');
    if (page.status !== 200) throw new Error(`GET ${SET_UP} was answered ${page.status}: ${page.text}`);
    this.secret = fromBase32(String(page.json['secret']));
    const { status, json, text } = await visitor.post(SET_UP, { code: this.code() }, 'json');
    if (status !== 200) throw new Error(`POST ${SET_UP} was answered ${status}: ${text}`);
    return json['recoveryCodes'] as string[];
  }

  /**
   * Returns a code that is right and was not used, because a code counts once: the one that the app shows now, or the
   * one after it, which the product takes too. Throws where both were used.
   */
  code(): string {
    if (this.secret === undefined) throw new Error('this app knows no secret: await app.setUp(visitor) comes first');
    const present = stepAt(Date.now());
    const step = Math.max(present, this.lastStep + 1);
    if (step > present + 1) {
      throw new Error(
        `the codes of this time are used, and each counts once: clock().forward('${TOTP.period}s') brings the next`,
      );
    }
    this.lastStep = step;
    return codeAt(this.secret, step);
  }
}

/** Returns an authenticator app that knows nobody yet. */
export function authenticator(): Authenticator {
  return new Authenticator();
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Reads a secret as an app does that it is typed into (RFC 4648, section 6). */
function fromBase32(text: string): Uint8Array {
  const bits = Array.from(text, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
