import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { MikroORM } from '@mikro-orm/core';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import { Series } from '../../src/sessions/remember-me/series.entity.js';
import { AccountEvents } from '../../src/users/account-events.js';
import { User } from '../../src/users/user.entity.js';
import { logIn, type Person, register, someone } from './people.js';
import { Product } from './product.js';
import type { Environment } from './storage.js';
import type { Visitor } from './visitor.js';

/** Two instances on one storage; on the embedded one, which has one process, twice the same. */
export async function sideBySide(env: Environment = {}, extra: Type[] = []): Promise<[Product, Product]> {
  const here = await Product.start(env, extra);
  return [here, here.storage.onServers ? await Product.on(here.storage, env, extra) : here];
}

export async function removeBoth([here, there]: readonly [Product, Product]): Promise<void> {
  if (there !== here) await there.close();
  await here.remove();
}

/** Registers and logs in somebody new, with the box ticked. */
export async function remembered(visitor: Visitor): Promise<Person> {
  const person = someone();
  await register(visitor, person);
  await logIn(visitor, person, 'json', { remember: true });
  return person;
}

/** A browser with the same cookies: another tab, a thief, or the same browser at another instance. */
export function copyOf(visitor: Visitor, product?: Product, headers: Record<string, string> = {}): Visitor {
  return visitor.copy(product?.url, headers);
}

/** The browser opened again: only what it keeps is left. */
export function reopened(visitor: Visitor, product?: Product, headers: Record<string, string> = {}): Visitor {
  const copy = copyOf(visitor, product, headers);
  copy.cookies.delete('session');
  return copy;
}

/** What `GET /session` says. */
export async function stateOf(visitor: Visitor, headers: Record<string, string> = {}) {
  return (await visitor.get('/session', 'json', headers)).json;
}

/** The answer's lines that set or clear this cookie. */
export function linesOf(name: string, { setCookies }: { readonly setCookies: readonly string[] }): string[] {
  return setCookies.filter((line) => line.startsWith(`${name}=`));
}

/** The remember-me rows of a person, as the database has them. */
export async function rowsOf(product: Product, { username }: Person): Promise<Series[]> {
  const em = product.app.get(MikroORM).em.fork();
  const user = await em.findOneOrFail(User, { usernameKey: username });
  return em.find(Series, { user: user.id });
}

/** The names of what is announced from now on, by any of these products. */
export function announcedBy(...products: Product[]): string[] {
  const names: string[] = [];
  for (const product of new Set(products)) {
    const events = product.app.get(AccountEvents);
    const announce = events.announce.bind(events);
    vi.spyOn(events, 'announce').mockImplementation((name, event) => {
      names.push(name);
      announce(name, event);
    });
  }
  return names;
}

/** It is that many milliseconds later, for this process; `vi.useRealTimers()` ends it. */
export function later(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
}

/** All sessions are lost, as when Redis starts again without its data. */
export async function loseRedis({ settings }: Product): Promise<void> {
  if (settings.redisUrl === undefined) {
    const file = new DatabaseSync(join(settings.dataDir, 'sessions'));
    file.exec('DELETE FROM entry; DELETE FROM member');
    return file.close();
  }
  const redis = new Redis(settings.redisUrl);
  await redis.flushdb();
  await redis.quit();
}
