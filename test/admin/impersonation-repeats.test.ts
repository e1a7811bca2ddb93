import { EntityManager } from '@mikro-orm/core';
import { describe, expect, it, vi } from 'vitest';
import { SessionStore } from '../../src/sessions/express/session-store.js';
import { onTwoInstances, type Product } from '../support/product.js';
import { copyOf, FORMATS, isSignedIn, sessionAddress, stateOf } from '../support/visitor.js';
import { acting, eventsFromNow, MAIL, start, stop } from './acting.js';

const STARTED = /^impersonation-started$/;
const ENDED = /^(impersonation-ended|logged-out)$/;

let product: Product;
let there: Product;

onTwoInstances((here, other) => {
  [product, there] = [here, other];
}, MAIL);

/** Holds revocations back until so many requests want one: each of them has found the session alive. */
function meetBeforeRevoking(count: number): void {
  const store = product.app.get(SessionStore);
  const revoke = store.revoke.bind(store);
  const waiting: (() => void)[] = [];
  const spy = vi.spyOn(store, 'revoke').mockImplementation(async (...given) => {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) < count) return;
      spy.mockImplementation(revoke);
      waiting.forEach((go) => go());
    });
    return revoke(...given);
  });
}

async function waitingMails(id: string): Promise<number> {
  const [row] = await product.app
    .get(EntityManager)
    .fork()
    .getConnection()
    .execute<{ count: number }[]>(
      `select count(*)::int as count from public_outbox.job where data::text like '%impersonated%' and data::text like '%${id}%'`,
    );
  return row?.count ?? 0;
}

describe.each(FORMATS)('an administrator whose answer was lost, or who clicked twice (%s)', (format) => {
  it('begins one session: the same form at once, and once more, leads into it', async () => {
    const [admin, person] = [await product.signedIn({ role: 'admin' }), await product.signedIn()];
    const [id, other, late] = [person.person.id, copyOf(admin, there), copyOf(admin)];
    const heard = eventsFromNow(STARTED, ...new Set([product, there]));
    const statuses = (await Promise.all([start(admin, id, format), start(other, id, format)])).map(({ status }) => status);
    statuses.push((await start(late, id, format)).status);
    expect(statuses).toEqual(Array.from({ length: 3 }, () => (format === 'json' ? 200 : 303)));
    expect(heard()).toHaveLength(1);
    expect(await waitingMails(id)).toBe(1);
    expect(new Set([admin, other, late].map((one) => sessionAddress(one).hash)).size).toBe(1);
    for (const one of [admin, other, late]) expect(await stateOf(one)).toMatchObject({ user: { id }, fresh: false, level: 1 });
    expect(await stateOf(person)).toMatchObject({ user: { id } });
    // Each has its way back.
    await stop(late, format);
    expect(await stateOf(late)).toMatchObject({ user: { id: admin.person.id }, fresh: true });
  });

  it('begins another one where the first is over by then, or the form is another', async () => {
    const { admin, own, id, adminId } = await acting(product, format);
    const first = sessionAddress(admin).hash;
    await stop(admin, format);
    expect(await stateOf(admin)).toMatchObject({ user: { id: adminId } });
    await start(admin, id, format);
    expect(await stateOf(admin)).toMatchObject({ user: { id } });
    expect(sessionAddress(admin).hash).not.toBe(first);
    const heard = eventsFromNow(STARTED, product);
    await start(own, id, format, { reason: 'for another reason' });
    expect(heard()).toHaveLength(1);
  });

  it('ends it once, and is themselves again by each of the clicks', async () => {
    const { admin, id, adminId } = await acting(product, format);
    const [clicks, late] = [[copyOf(admin), copyOf(admin)], copyOf(admin)];
    const heard = eventsFromNow(ENDED, product);
    meetBeforeRevoking(2);
    await Promise.all(clicks.map((one) => stop(one, format)));
    await stop(late, format);
    await stop(copyOf(late, there), format);
    for (const one of [...clicks, late]) expect(await stateOf(one)).toMatchObject({ user: { id: adminId }, fresh: true });
    expect(heard()).toMatchObject([{ event: 'impersonation-ended', accountId: id, actorId: adminId }]);
  });

  it('logs out once, of both', async () => {
    const { admin, own, id, adminId } = await acting(product, format);
    const heard = eventsFromNow(ENDED, product);
    meetBeforeRevoking(2);
    await Promise.all([copyOf(admin), copyOf(admin)].map((one) => one.post('/logout', {}, format)));
    expect(
      heard()
        .map(({ event, accountId }) => `${String(event)} ${String(accountId)}`)
        .toSorted(),
    ).toEqual([`impersonation-ended ${id}`, `logged-out ${adminId}`, `logged-out ${id}`].toSorted());
    expect(await Promise.all([admin, own].map(isSignedIn))).toEqual([false, false]);
  });

  it('is refused from another site, at both forms', async () => {
    const cross = { 'sec-fetch-site': 'cross-site' };
    const { admin, own, id, adminId } = await acting(product, format);
    expect((await own.post(`/admin/users/${id}/impersonate`, { reason: 'x' }, format, cross)).status).toBe(403);
    expect((await admin.post('/admin/impersonation/end', {}, format, cross)).status).toBe(403);
    expect(await stateOf(own)).toMatchObject({ user: { id: adminId } });
    expect(await stateOf(admin)).toMatchObject({ user: { id } });
  });

  it('sends a form after the end: it does nothing to the administrator, who is themselves on the page after it', async () => {
    const { admin, id, adminId } = await acting(product, format);
    const tab = copyOf(admin);
    await stop(admin, format);
    const late = await tab.post('/settings/profile', { displayName: 'Not mine', theme: 'system', account: id }, format);
    expect([401, 303]).toContain(late.status);
    expect((await admin.get('/profile')).text).not.toContain('Not mine');
    if (format === 'json') return;
    await tab.get(late.headers.get('location') ?? '');
    expect(await stateOf(tab)).toMatchObject({ user: { id: adminId } });
  });
});
