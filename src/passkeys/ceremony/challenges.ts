import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookieAttributes, cookieName, cookiesOf, CookieSigner } from '../../http/responses/cookies.js';
import { PasskeyRefused } from './passkey-refused.js';

/** A challenge may be answered for so many milliseconds. */
export const CHALLENGE_FOR = 5 * 60_000;

/** The mark of a browser lives longer than the last challenge that was bound to it. */
const MARK_FOR = 60 * 60_000;

const RANDOM_BYTES = 16;
const TIME_BYTES = 6;

/** A challenge is for one of these, and answers to no other. */
export type Purpose = 'add' | 'login' | 'second-factor' | 'confirm';

/** This is what a challenge is bound to, besides the browser. */
export interface ChallengeUse {
  readonly purpose: Purpose;
  /** This is the account or the pending login that asked; empty for a guest. */
  readonly whose: string;
}

/**
 * Makes challenges that carry their own proof: random bytes, their end, and a keyed hash that binds them to what they
 * are for and to the mark of the browser, a signed cookie. Nothing is stored of those that nobody answers, and every
 * instance accepts them.
 */
@Injectable()
export class Challenges {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;
  private readonly signer: CookieSigner;

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'sessionSecrets'>) {
    this.name = cookieName('passkey', settings);
    this.attributes = cookieAttributes(settings);
    this.signer = new CookieSigner('passkey', settings.sessionSecrets);
  }

  /** Returns a challenge in base64url. The browser gets its mark, or keeps the one that it has. */
  issue(request: Request, response: Response, use: ChallengeUse): string {
    const mark = this.markOf(request) ?? randomBytes(RANDOM_BYTES).toString('base64url');
    response.cookie(this.name, this.signer.sign(mark), { ...this.attributes, maxAge: MARK_FOR });
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUIntBE(Date.now() + CHALLENGE_FOR, 0, TIME_BYTES);
    const body = Buffer.concat([randomBytes(RANDOM_BYTES), time]);
    return Buffer.concat([body, proofOf(body, use, mark, this.settings.sessionSecrets[0] ?? '')]).toString('base64url');
  }

  /**
   * Returns when the challenge is over, in milliseconds since 1970. Throws {@link PasskeyRefused} unless this browser
   * asked for it, for this use, and it is not over.
   */
  check(request: Request, challenge: string, use: ChallengeUse): number {
    const bytes = Buffer.from(challenge, 'base64url');
    const [body, proof] = [bytes.subarray(0, RANDOM_BYTES + TIME_BYTES), bytes.subarray(RANDOM_BYTES + TIME_BYTES)];
    const mark = this.markOf(request);
    const isWhole = bytes.toString('base64url') === challenge && body.length === RANDOM_BYTES + TIME_BYTES;
    if (mark === null || !isWhole || !this.isOurs(body, proof, use, mark)) throw new PasskeyRefused('challenge');
    const expiresAt = body.readUIntBE(RANDOM_BYTES, TIME_BYTES);
    if (expiresAt <= Date.now()) throw new PasskeyRefused('challenge');
    return expiresAt;
  }

  private isOurs(body: Buffer, proof: Buffer, use: ChallengeUse, mark: string): boolean {
    const proofs = this.settings.sessionSecrets.map((secret) => proofOf(body, use, mark, secret));
    return proofs.some((own) => own.length === proof.length && timingSafeEqual(own, proof));
  }

  private markOf(request: Request): string | null {
    return this.signer.verifyFirst(cookiesOf(request, this.name));
  }
}

function proofOf(body: Buffer, { purpose, whose }: ChallengeUse, mark: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`passkey challenge\n${purpose}\n${whose}\n${mark}\n`).update(body).digest();
}
