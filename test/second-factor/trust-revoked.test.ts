import { EntityManager } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { TrustedDevice } from '../../src/second-factor/trusted-devices/trusted-device.entity.js';
import { MassRevocations } from '../../src/sessions/revocations/mass-revocations.service.js';
import { soon } from '../sessions/revocations/soon.js';
import { announcedBy } from '../support/observing.js';
import { AskedSteps, giveRoles, onTwoInstances, type Product } from '../support/product.js';
import { FORMATS, isSignedIn, pass, reopened, target, type Visitor } from '../support/visitor.js';
import { Owner, secondStep } from './factors.js';

let here: Product;
let there: Product;

const terms = new AskedSteps();

onTwoInstances((...both) => ([here, there] = both), {}, [terms.module('terms', 500)]);

/** Somebody and a browser that they trust, whose session is over. */
async function trusted(): Promise<{ owner: Owner; visitor: Visitor }> {
  const visitor = here.visitor({ 'user-agent': 'the desk' });
  const owner = await Owner.of(here);
  await owner.logIn(visitor, {}, { trust: 'on' });
  visitor.cookies.delete('session');
  return { owner, visitor };
}

const revoke = (condition: object) => here.app.get(MassRevocations).create({ before: 'now', ...condition }, 'operator');
const rowsOf = (owner: Owner) => unitOfWork(here.app.get(EntityManager)).count(TrustedDevice, { user: owner.id });

describe.each(FORMATS)('a trusted device that a mass revocation means (%s)', (format) => {
  /** Where a login by the password leads at this instance, whoever has the browser's cookies. */
  const leadsTo = async (owner: Owner, visitor: Visitor, at: Product = there) =>
    target(await owner.begin(visitor.copy(at.url), format));

  it('is asked for the second step on every instance, and is trusted no longer', async () => {
    const [{ owner, visitor }, other] = [await trusted(), await trusted()];
    expect(await leadsTo(owner, visitor)).toBe('/dashboard');
    await revoke({ users: [owner.person.username] });
    const events = announcedBy(here, there);
    await soon(async () => expect(await leadsTo(owner, visitor)).toBe('/login/second-factor'));
    expect(await leadsTo(owner, visitor, here)).toBe('/login/second-factor');
    expect(events.filter((name) => name === 'trusted-devices-revoked')).toHaveLength(1);
    expect([await rowsOf(owner), await rowsOf(other.owner)]).toEqual([0, 1]);
    expect(await leadsTo(other.owner, other.visitor)).toBe('/dashboard');
  });

  it('is listed no more, to its person and to administrators, though nobody has shown it since', async () => {
    const { owner, visitor } = await trusted();
    const admin = await here.signedIn({ role: 'admin' });
    const asked = async () => (await admin.get(`/admin/users/${owner.id}`, 'json')).json['trustedDevices'] as unknown[];
    expect(await asked()).toHaveLength(1);
    await revoke({ users: [owner.person.username] });
    expect(await asked()).toEqual([]);
    await owner.logIn(visitor);
    expect((await visitor.get('/settings/second-factor', 'json')).json['trustedDevices']).toEqual([]);
  });

  it('is asked for it also where its login waits at a later step', async () => {
    const { owner, visitor } = await trusted();
    terms.accounts.add(owner.id);
    expect(await leadsTo(owner, visitor, here)).toBe('/login/terms');
    const waiting = reopened(visitor);
    expect(target(await owner.begin(waiting, format))).toBe('/login/terms');
    await revoke({ users: [owner.person.username] });
    expect(target(await pass(waiting, 'terms', format))).toBe('/login/second-factor');
    expect(await isSignedIn(waiting)).toBe(false);
    await secondStep(waiting, await owner.code(), format);
    const { json } = await waiting.get('/session', 'json');
    expect(json).toMatchObject({ level: 2 });
    expect((json['authentications'] as { method: string }[]).map(({ method }) => method)).not.toContain('trusted-device');
  });

  it('may be trusted again, whatever it still sends', async () => {
    const { owner, visitor } = await trusted();
    await revoke({ users: [owner.person.username] });
    await owner.logIn(visitor, {}, { trust: 'on' });
    expect((visitor.cookies.get('trusted') ?? '').split('.')).toHaveLength(2);
    expect(await leadsTo(owner, reopened(visitor), here)).toBe('/dashboard');
    expect(await rowsOf(owner)).toBe(1);
  });

  it('is meant by what is not known of it, and not by a role or a time that do not fit', async () => {
    const { owner, visitor } = await trusted();
    await revoke({ users: [owner.person.username], before: '2026-01-01' });
    await revoke({ users: [owner.person.username], role: 'admin' });
    expect(await leadsTo(owner, visitor, here)).toBe('/dashboard');
    await revoke({ users: [owner.person.username], method: 'passkey', network: '192.0.2.0/24' });
    expect(await leadsTo(owner, visitor, here)).toBe('/login/second-factor');
  });

  it('by a role is one of whoever has it', async () => {
    const { owner, visitor } = await trusted();
    await giveRoles(here, owner.person, 'admin');
    await revoke({ role: 'admin', before: new Date().toISOString(), users: [owner.person.username] });
    expect(await leadsTo(owner, visitor, here)).toBe('/login/second-factor');
  });
});

it('is meant for as long as it could be shown: a condition stays for the longest trust, and a day', async () => {
  const { createdAt, expiresAt } = await revoke({ users: [(await Owner.of(here)).person.username] });
  expect(expiresAt - createdAt).toBe(31 * 86_400_000);
});
