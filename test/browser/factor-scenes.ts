import type { Page } from 'playwright-core';
import { codeOf } from '../second-factor/authenticator.js';
import type { Product } from '../support/product.js';
import type { Visitor } from '../support/visitor.js';
import {
  beforeCode,
  beforeEither,
  beforePasskey,
  beforeSetUp,
  type Headers,
  newcomer,
  remembered,
  wellProtected,
  withCodesElsewhere,
  withPasskeys,
} from './factor-people.js';
import { fillAndSend } from './scenes.js';

/** A page of second factors in one of its states: who comes to it, and what they do there first. */
export interface FactorScene {
  readonly name: string;
  readonly path: string;
  readonly heading: string;
  readonly comes: (product: Product, headers: Headers) => Promise<Visitor>;
  readonly hasQrCode?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

const mistype = (page: Page) => fillAndSend(page, { code: 'wrong' });

async function turnOn(page: Page): Promise<void> {
  const secret = await page.locator('#totp-secret').innerText();
  await fillAndSend(page, { code: codeOf(secret.replaceAll(/\s/g, '')) });
}

/** The codes come in the place of the set-up. */
const KEPT = { heading: 'Keep these recovery codes', hasQrCode: false, act: turnOn };
const SETTINGS = { path: '/settings/second-factor', heading: 'Two-factor authentication' };
const TOTP = { path: '/settings/second-factor/totp', heading: 'Set up an authenticator app', hasQrCode: true };
const PASSKEYS = { path: '/settings/passkeys', heading: 'Passkeys' };
const STEP = { path: '/login/second-factor', heading: 'Second step' };
const REQUIRED = { path: '/login/second-factor/set-up', heading: 'Set up a second factor to go on', hasQrCode: true };
const CONFIRM = { path: '/confirm?level=2&next=%2Fsettings', heading: 'Confirm that it is you' };

/** The pages of second factors and passkeys; REQUIRE_SECOND_FACTOR is `everybody`. */
export const FACTOR_SCENES: readonly FactorScene[] = [
  { ...SETTINGS, name: 'factors-none', comes: newcomer },
  { ...SETTINGS, name: 'factors-all', comes: wellProtected },
  { ...TOTP, name: 'factors-app', comes: newcomer },
  { ...TOTP, name: 'factors-app-wrong', comes: newcomer, act: mistype },
  { ...TOTP, name: 'factors-another-app', comes: wellProtected },
  { ...TOTP, ...KEPT, name: 'factors-recovery-codes', comes: newcomer },
  { ...PASSKEYS, name: 'passkeys-none', comes: newcomer },
  { ...PASSKEYS, name: 'passkeys', comes: withPasskeys },
  { ...STEP, name: 'step-code', comes: beforeCode },
  { ...STEP, name: 'step-code-wrong', comes: beforeCode, act: mistype },
  { ...STEP, name: 'step-recovery', path: '/login/second-factor?recovery=1', comes: beforeCode },
  { ...STEP, name: 'step-passkey', comes: beforePasskey },
  { ...STEP, name: 'step-either', comes: beforeEither },
  { ...REQUIRED, name: 'step-set-up', comes: beforeSetUp },
  { ...REQUIRED, ...KEPT, name: 'step-recovery-codes', comes: beforeSetUp },
  { ...CONFIRM, name: 'confirm-either', path: '/confirm', comes: wellProtected },
  { ...CONFIRM, name: 'confirm-code', comes: withCodesElsewhere },
  { ...CONFIRM, name: 'confirm-both', comes: remembered },
  { ...CONFIRM, name: 'confirm-passkey', comes: withPasskeys },
  { ...CONFIRM, name: 'confirm-no-factor', comes: newcomer },
];
