import type { Page } from 'playwright-core';
import type { SignedInVisitor } from '../../src/testing/person.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { addPasskey, logInBy } from '../passkeys/support/passkeys.js';
import { codeOf } from '../second-factor/authenticator.js';
import { Owner, secondStep } from '../second-factor/factors.js';
import { loseSession, proveAddress, type Product } from '../support/product.js';
import { logIn, register, someone, type Visitor } from '../support/visitor.js';
import { fillAndSend } from './scenes.js';

/** A session is fresh only for the browser that began it, which says these. */
type Headers = Readonly<Record<string, string>>;

/** A page of second factors in one of its states: who comes to it, and what they do there first. */
export interface FactorScene {
  readonly name: string;
  readonly path: string;
  readonly heading: string;
  readonly comes: (product: Product, headers: Headers) => Promise<Visitor>;
  readonly hasQrCode?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

const TELEPHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1' };
const KEEPER = { aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d', synced: true, userVerified: false };
const KEY = { aaguid: 'ee882879-721c-4913-9775-3dfcce97072a', userVerified: false };

/** Has no second factor. */
async function newcomer(product: Product, headers: Headers): Promise<SignedInVisitor> {
  const visitor = await product.signedIn({ headers });
  await proveAddress(product, visitor.person);
  return visitor;
}

/** Has codes, and is in no browser. */
const ownerOfCodes = async (product: Product) => Owner.setUp(product, (await newcomer(product, {})).person);

/** Has two passkeys, one of them used, and no codes. */
async function withPasskeys(product: Product, headers: Headers): Promise<SignedInVisitor> {
  const visitor = await newcomer(product, headers);
  const keeper = await addPasskey(visitor, KEEPER);
  await addPasskey(visitor, KEY);
  await logInBy(product.visitor(), keeper);
  return visitor;
}

/** Has everything: codes, the last recovery codes, passkeys, a trusted telephone; at level 2. */
async function wellProtected(product: Product, headers: Headers): Promise<Visitor> {
  const { person } = await withPasskeys(product, headers);
  const owner = await Owner.setUp(product, person);
  await owner.logIn(product.visitor(TELEPHONE), {}, { trust: 'on' });
  for (const code of owner.recoveryCodes.slice(0, 7)) {
    const visitor = product.visitor(headers);
    await owner.begin(visitor);
    await secondStep(visitor, code);
  }
  const visitor = product.visitor(headers);
  await owner.logIn(visitor);
  return visitor;
}

/** Has set up codes in another browser: this session is of level 1. */
async function withCodesElsewhere(product: Product, headers: Headers): Promise<Visitor> {
  const visitor = await newcomer(product, headers);
  return Owner.setUp(product, visitor.person).then(() => visitor);
}

/** Comes back by remember-me, which shows neither the password nor a code. */
async function remembered(product: Product, headers: Headers): Promise<Visitor> {
  const visitor = product.visitor(headers);
  await (await ownerOfCodes(product)).logIn(visitor, { remember: 'on' });
  await loseSession(product, visitor);
  return visitor;
}

/** Has given the password, and is asked for a code. */
async function beforeCode(product: Product, headers: Headers): Promise<Visitor> {
  const visitor = product.visitor(headers);
  await (await ownerOfCodes(product)).begin(visitor);
  return visitor;
}

/** Has given the password, and is asked for a passkey. */
async function beforePasskey(product: Product, headers: Headers): Promise<Visitor> {
  const { person } = await withPasskeys(product, headers);
  const user = await product.app.get(UsersService).findByIdentifier(person.username);
  if (user === null) throw new Error('nobody has this name');
  const wish = (account: { passkeyAfterPassword: boolean }) => void (account.passkeyAfterPassword = true);
  await product.app.get(AccountChangesService).changeInTransaction(user, wish);
  const visitor = product.visitor(headers);
  await logIn(visitor, person);
  return visitor;
}

/** Has given the password, and may take either. */
async function beforeEither(product: Product, headers: Headers): Promise<Visitor> {
  const { person } = await withPasskeys(product, headers);
  const visitor = product.visitor(headers);
  await (await Owner.setUp(product, person)).begin(visitor);
  return visitor;
}

/** Has given the password where everybody needs more than that, and has nothing. */
async function beforeSetUp(product: Product, headers: Headers): Promise<Visitor> {
  const person = someone();
  await register(product.visitor(), person);
  await proveAddress(product, person);
  const visitor = product.visitor(headers);
  await logIn(visitor, person);
  return visitor;
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
