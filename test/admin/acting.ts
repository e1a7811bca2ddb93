/** An administrator who acts as a person, as tests of impersonation begin with. */

import { expect, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import type { Product } from '../support/product.js';
import { copyOf, type Format, type Visitor } from '../support/visitor.js';

export const MAIL = { MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'site@example.org' };

/** Sends the form by which an administrator begins to act as the account of this id. */
export const start = (
  admin: Visitor,
  id: string,
  format: Format = 'json',
  fields: Record<string, string> = { reason: 'asked for help' },
) => admin.post(`/admin/users/${id}/impersonate`, fields, format);

/** Sends the form by which they stop. */
export const stop = (admin: Visitor, format: Format = 'json') => admin.post('/admin/impersonation/end', {}, format);

/** An administrator, a person, and what the administrator's browser held before it acted as the person. */
export async function acting(product: Product, format: Format = 'json') {
  const [admin, person] = [await product.signedIn({ role: 'admin' }), await product.signedIn()];
  const own = copyOf(admin);
  const answer = await start(admin, person.person.id, format);
  expect(answer.status).toBe(format === 'json' ? 200 : 303);
  return { admin, person, own, answer, id: person.person.id, adminId: admin.person.id };
}

/** The security events of these names that are announced on one of these instances from now on. */
export function eventsFromNow(names: RegExp, ...products: readonly Product[]): () => Record<string, unknown>[] {
  const heard = products.map((product) => vi.spyOn(product.app.get(Logger), 'event'));
  return () =>
    heard
      .flatMap(({ mock }) => mock.calls.map(([event, fields]): Record<string, unknown> => ({ event, ...fields })))
      .filter(({ event }) => names.test(String(event)));
}
