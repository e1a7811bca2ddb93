/** What a person does with an authenticator app, and what the app does. */

import { Secret, TOTP } from 'otpauth';
import { expect } from 'vitest';
import type { Product } from '../support/product.js';
import { type Answer, type Format, type Person, signInOn, type Visitor } from '../support/visitor.js';

export const PAGE = '/settings/second-factor';
export const SET_UP = '/settings/second-factor/totp';

/** Milliseconds of a step. */
export const STEP = 30_000;

/** The code that an app with this Base32 secret shows at this time. */
export function codeOf(secret: string, time = Date.now()): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time });
}

/** Six digits that are no code of this secret, now or a step aside. */
export function wrongCodeFor(secret: string, time = Date.now()): string {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, time + steps * STEP));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? '666666';
}

/** Opens the page and returns the secret that an app would scan there. */
export async function scan(visitor: Visitor): Promise<string> {
  const { status, json } = await visitor.get(SET_UP, 'json');
  expect(status).toBe(200);
  return json['secret'] as string;
}

export function sendCode(visitor: Visitor, code: string, format: Format = 'json'): Promise<Answer> {
  return visitor.post(SET_UP, { code }, format);
}

export interface Protected {
  readonly person: Person;
  readonly visitor: Visitor;
  readonly secret: string;
  readonly recoveryCodes: string[];
}

/** Somebody new who has set up codes, in a session of level 2; the sessions on other devices stay at level 1. */
export async function withCodes(product: Product, ...others: Visitor[]): Promise<Protected> {
  const visitor = product.visitor();
  const person = await signInOn(visitor, ...others);
  const secret = await scan(visitor);
  const { status, json } = await sendCode(visitor, codeOf(secret));
  expect(status).toBe(200);
  return { person, visitor, secret, recoveryCodes: json['recoveryCodes'] as string[] };
}

/** The recovery codes on a page. */
export function codesOn({ text }: Answer): string[] {
  return [...text.matchAll(/<li><code>([\dA-Z-]+)<\/code>/g)].map(([, code = '']) => code);
}

/** What the page of second factors tells a program. */
export async function overviewOf(visitor: Visitor): Promise<Record<string, any>> {
  return (await visitor.get(PAGE, 'json')).json;
}
