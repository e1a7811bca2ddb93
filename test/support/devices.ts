import { sign } from 'cookie-signature';
import { vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { addressOf } from '../../src/sessions/record/session-id.js';
import { AccountEvents } from '../../src/users/account-events.js';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { logIn, type Person, register, someone } from './people.js';
import type { Product } from './product.js';
import { Visitor } from './visitor.js';

/** Somebody new, registered and logged in on each of these devices. */
export async function signInOn(...devices: readonly Visitor[]): Promise<Person> {
  const person = someone();
  const [first] = devices;
  if (first !== undefined) await register(first, person);
  for (const device of devices) await logIn(device, person);
  return person;
}

/** The id that the session cookie of this browser carries. */
export function sessionIdOf(visitor: Visitor): string {
  return /^s:([^.]+\.[^.]+)/.exec(decodeURIComponent(visitor.cookies.get('session') ?? ''))?.[1] ?? '';
}

/** Where the session of this browser lies in the store. */
export function sessionAddress(visitor: Visitor) {
  const address = addressOf(sessionIdOf(visitor));
  if (address === null) throw new Error('this browser has no session');
  return address;
}

/** Another browser, or another instance's visitor, with the same cookies, or some of them. */
export function signedInCopyOf(
  visitor: Visitor,
  origin = visitor.origin,
  names: readonly string[] = ['session', 'remember'],
): Visitor {
  const copy = new Visitor(origin);
  visitor.cookies.forEach((value, name) => names.includes(name) && copy.cookies.set(name, value));
  return copy;
}

export async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return (await visitor.get('/session', 'json')).json['authenticated'] === true;
}

/** The session of this browser is gone from the store, as after an idle limit; remember-me stays. */
export async function loseSession(product: Product, visitor: Visitor): Promise<void> {
  await product.app.get(RedisPort).revoke(sessionAddress(visitor), { reason: 'expired', keepUntil: Date.now() + 60_000 });
  visitor.cookies.delete('session');
}

/** Names of the events of a product from now on. */
export function eventsOf(product: Product): string[] {
  const names: string[] = [];
  const events = product.app.get(AccountEvents);
  vi.spyOn(events, 'announce').mockImplementation((name, event) => {
    names.push(name);
    AccountEvents.prototype.announce.call(events, name, event);
  });
  return names;
}

/** More sessions of the person behind this browser, made in the store: a visitor for each. */
export async function moreSessions(product: Product, visitor: Visitor, count: number): Promise<Visitor[]> {
  const redis = product.app.get(RedisPort);
  const { hashTag, hash } = sessionAddress(visitor);
  const { session: record } = await redis.read({ hashTag, hash });
  if (record === null) throw new Error('this browser has no session');
  const expiresAt = Date.now() + 1_800_000;
  const ids = Array.from({ length: count }, (_, place) => `${hashTag}.${String(place).padStart(43, 'a')}`);
  await Promise.all(
    ids.map((id) => redis.start(addressOf(id) ?? { hashTag, hash }, { record, expiresAt, keepUntil: expiresAt + 60_000 })),
  );
  return ids.map((id) => withSession(product, id));
}

/** A browser whose session cookie holds this id, signed by the product's own secret. */
export function withSession(product: Product, id: string): Visitor {
  const visitor = product.visitor();
  visitor.cookies.set('session', encodeURIComponent(`s:${sign(id, product.settings.sessionSecrets[0] ?? '')}`));
  return visitor;
}

/** Nobody's new password is hashed until so many have been asked for: then all have proved the old one. */
export function meetBeforeHashing(product: Product, count: number): void {
  const hasher = product.app.get(PasswordHasher);
  const hash = hasher.hash.bind(hasher);
  const waiting: (() => void)[] = [];
  const spy = vi.spyOn(hasher, 'hash').mockImplementation(async (...given) => {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) < count) return;
      spy.mockRestore();
      waiting.forEach((go) => go());
    });
    return hash(...given);
  });
}
