/** Who comes to the pages of second factors and passkeys, and what they have set up. REQUIRE_SECOND_FACTOR is `everybody`. */

import type { SignedInVisitor } from '../../src/testing/person.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { addPasskey, logInBy } from '../passkeys/support/passkeys.js';
import { Owner, secondStep } from '../second-factor/factors.js';
import { loseSession, proveAddress, type Product } from '../support/product.js';
import { logIn, register, someone, type Visitor } from '../support/visitor.js';

/** A session is fresh only for the browser that began it, which says these. */
export type Headers = Readonly<Record<string, string>>;

const TELEPHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1' };
const KEEPER = { aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d', synced: true, userVerified: false };
const KEY = { aaguid: 'ee882879-721c-4913-9775-3dfcce97072a', userVerified: false };

/** Has no second factor. */
export async function newcomer(product: Product, headers: Headers): Promise<SignedInVisitor> {
  const visitor = await product.signedIn({ headers });
  await proveAddress(product, visitor.person);
  return visitor;
}

/** Has codes, and is in no browser. */
const ownerOfCodes = async (product: Product) => Owner.setUp(product, (await newcomer(product, {})).person);

/** Has two passkeys, one of them used, and no codes. */
export async function withPasskeys(product: Product, headers: Headers): Promise<SignedInVisitor> {
  const visitor = await newcomer(product, headers);
  const keeper = await addPasskey(visitor, KEEPER);
  await addPasskey(visitor, KEY);
  await logInBy(product.visitor(), keeper);
  return visitor;
}

/** Has everything: codes, the last recovery codes, passkeys, a trusted telephone; at level 2. */
export async function wellProtected(product: Product, headers: Headers): Promise<Visitor> {
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
export async function withCodesElsewhere(product: Product, headers: Headers): Promise<Visitor> {
  const visitor = await newcomer(product, headers);
  await Owner.setUp(product, visitor.person);
  return visitor;
}

/** Comes back by remember-me, which shows neither the password nor a code. */
export async function remembered(product: Product, headers: Headers): Promise<Visitor> {
  const visitor = product.visitor(headers);
  await (await ownerOfCodes(product)).logIn(visitor, { remember: 'on' });
  await loseSession(product, visitor);
  return visitor;
}

/** Has given the password, and is asked for a code. */
export async function beforeCode(product: Product, headers: Headers): Promise<Visitor> {
  const visitor = product.visitor(headers);
  await (await ownerOfCodes(product)).begin(visitor);
  return visitor;
}

/** Has given the password, and is asked for a passkey. */
export async function beforePasskey(product: Product, headers: Headers): Promise<Visitor> {
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
export async function beforeEither(product: Product, headers: Headers): Promise<Visitor> {
  const { person } = await withPasskeys(product, headers);
  const visitor = product.visitor(headers);
  await (await Owner.setUp(product, person)).begin(visitor);
  return visitor;
}

/** Has given the password where everybody needs more than that, and has nothing. */
export async function beforeSetUp(product: Product, headers: Headers): Promise<Visitor> {
  const person = someone();
  await register(product.visitor(), person);
  await proveAddress(product, person);
  const visitor = product.visitor(headers);
  await logIn(visitor, person);
  return visitor;
}
