import { EntityManager } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { AccountRemoval } from '../../src/users/removal/account-removal.js';
import { UsersService } from '../../src/users/users.service.js';
import { EventReader } from '../support/event-reader.js';
import {
  DraftModule,
  draftSender,
  draftValuesIn,
  giveRoles,
  later,
  loseSession,
  onTwoInstances,
  type Product,
  takeRole,
} from '../support/product.js';
import { copyOf, FORMATS, isSignedIn, logIn, PASSWORD, register, reopened, someone, stateOf } from '../support/visitor.js';
import { NoticesModule } from '../examples/streams/notices.module.js';
import { acting, MAIL, start, stop } from './acting.js';

const MINUTE = 60_000;
const ENGLISH = { 'accept-language': 'en' };

let product: Product;
let there: Product;

onTwoInstances(
  (here, other) => {
    [product, there] = [here, other];
  },
  MAIL,
  [NoticesModule, DraftModule],
);

async function rows<Row>(statement: string): Promise<Row[]> {
  return product.app.get(EntityManager).fork().getConnection().execute<Row[]>(statement);
}

async function change(id: string, fields: object): Promise<void> {
  const user = await product.app.get(UsersService).findById(id);
  if (user === null) throw new Error('nobody has this id');
  await product.app.get(AccountChangesService).changeInTransaction(user, (account) => void Object.assign(account, fields));
}

describe('a stream of the person that an administrator listens to', () => {
  it.each([
    ['a logout there', async ({ own }: Acting) => void (await copyOf(own, there).post('/logout', {}, 'json'))],
    ['the loss of the role', ({ admin }: Acting) => takeRole(there, admin.person, 'admin')],
    ['the end of acting', async ({ admin }: Acting) => void (await stop(copyOf(admin, there)))],
    ['the end of the account', ({ id }: Acting) => change(id, { active: false })],
  ])('ends with %s, and the person’s own goes on unless it is about them', async (what, end) => {
    const begun = await acting(product);
    const [listening, own] = [await open(begun.admin), await open(begun.person)];
    await begun.person.post('/notices', { text: 'only for me' }, 'json');
    await expect.poll(() => listening.events.length).toBeGreaterThan(0);
    await end(begun);
    await expect.poll(() => listening.ended, { timeout: 5_000 }).toBe(true);
    expect(listening.events.at(-1)?.name).toBe('ended');
    expect(own.ended).toBe(what === 'the end of the account');
    listening.close();
    own.close();
  });

  const open = (visitor: Acting['admin']) => EventReader.open(visitor, '/notices/events');
  type Acting = Awaited<ReturnType<typeof acting>>;
});

describe('what the person has left in this browser, or is about to find there', () => {
  it('a draft of the person is not shown to the administrator, and is there for the person', async () => {
    const shared = product.visitor();
    const person = someone();
    await register(shared, person);
    await logIn(shared, person);
    const id = (await stateOf(shared))['user']?.id as string;
    await loseSession(product, shared);
    await draftSender(product, shared, id)({ text: 'a private letter' });
    const administrator = someone();
    await register(product.visitor(), administrator);
    await giveRoles(product, administrator, 'admin');
    await logIn(shared, administrator);
    expect((await start(shared, id)).status).toBe(200);
    expect(draftValuesIn(await shared.get('/test-draft'))).toEqual({});
    await stop(shared);
    await shared.post('/logout');
    await logIn(shared, person);
    expect(draftValuesIn(await shared.get('/test-draft'))).toMatchObject({ text: 'a private letter' });
  });

  it('a form that was typed while acting, whose session had ended, is not in the administrator’s own', async () => {
    const { admin, id, person } = await acting(product);
    await change(id, { roles: ['admin'] });
    await draftSender(product, admin, id)({ text: 'typed in their name' });
    expect(draftValuesIn(await admin.get('/test-draft'))).toEqual({});
    expect(draftValuesIn(await person.get('/test-draft'))).toEqual({});
  });

  it('a message of what was done as the person is shown in this browser, once, and never to the person', async () => {
    const { admin, person } = await acting(product);
    await admin.post('/settings/profile', { displayName: 'Somebody', theme: 'system' });
    const shown = async (by: typeof admin) => /data-category="success"/.test((await by.get('/settings', 'html', ENGLISH)).text);
    expect([await shown(person), await shown(admin), await shown(admin)]).toEqual([false, true, false]);
  });
});

describe('remember-me', () => {
  it('is neither made nor used while acting, and none is left after a logout', async () => {
    const person = await product.signedIn();
    const administrator = someone();
    await register(product.visitor(), administrator);
    await giveRoles(product, administrator, 'admin');
    const admin = product.visitor();
    await logIn(admin, administrator, 'json', { remember: true });
    const [before, series] = [admin.cookies.get('remember'), `select count(*)::int as count from remember_series`];
    const counted = await rows(series);
    await start(admin, person.person.id);
    await admin.get('/dashboard');
    await admin.get('/auth/verify', 'json');
    expect([admin.cookies.get('remember'), await rows(series)]).toEqual([before, counted]);
    expect(await stateOf(admin)).toMatchObject({ remembered: false, user: { id: person.person.id } });

    // A form that was meant for the person must not be done by the administrator, whom the browser remembers.
    const late = copyOf(admin);
    await change(person.person.id, { active: false });
    expect((await late.post('/settings/profile', { displayName: 'X', theme: 'system' }, 'json')).status).toBe(401);
    expect(late.cookies.get('remember')).toBe(before);
    await change(person.person.id, { active: true });
    await admin.get('/dashboard');
    await start(admin, person.person.id, 'json', { reason: 'again' });
    await admin.post('/logout', {}, 'json');
    expect(await isSignedIn(reopened(late))).toBe(false);
  });
});

describe('the person', () => {
  it('was not there: their last seen stays', async () => {
    const admin = await product.signedIn({ role: 'admin' });
    const { json } = await register(product.visitor(), someone());
    const { id } = json['user'];
    expect((await start(admin, id)).status).toBe(200);
    await admin.get('/dashboard');
    later(5 * MINUTE);
    await admin.get('/dashboard');
    await product.app.get(LastSeen).write();
    expect(await rows(`select extract(epoch from last_seen_at)::int as seen from users where id = '${id}'`)).toEqual([
      { seen: 0 },
    ]);
  });

  it.each(FORMATS)(
    'reads in their history and their file that it was an administrator, and nothing of them (%s)',
    async (format) => {
      const [admin, person] = [product.visitor({ 'user-agent': 'the device of the administrator' }), await product.signedIn()];
      const administrator = someone();
      await register(admin, administrator);
      await giveRoles(product, administrator, 'admin');
      await logIn(admin, administrator);
      await start(admin, person.person.id, 'json', { reason: 'an internal reason' });
      await admin.post('/settings/profile', { displayName: 'Changed', theme: 'system' }, 'json');
      await stop(admin);
      const { text, json } = await person.get('/settings/history', format);
      expect(text).not.toMatch(/the device of the administrator|an internal reason/);
      expect(text).not.toContain(administrator.username);
      if (format === 'html') expect(text.match(/by an administrator of this site/g)).toHaveLength(3);
      if (format === 'html') return;
      const theirs = { address: null, device: null, session: null, byAdministrator: true };
      expect((json['events'] as object[]).slice(0, 3)).toEqual(
        ['impersonation-ended', 'profile-changed', 'impersonation-started'].map((event) =>
          expect.objectContaining({ event, ...theirs }),
        ),
      );
      expect((await person.get('/settings/export', 'json')).text).not.toMatch(
        /the device of the administrator|an internal reason/,
      );
    },
  );

  it.each([
    ['revokes all other sessions', (by: Visitor) => by.post('/settings/sessions/revoke-others', {}, 'json')],
    [
      'changes the password',
      (by: Visitor) => {
        const password = 'a quiet lamp above seven stairs';
        return by.post('/settings/password', { currentPassword: PASSWORD, password, passwordConfirmation: password }, 'json');
      },
    ],
  ])('ends it when they: %s', async (_what, deed) => {
    const admin = await product.signedIn({ role: 'admin' });
    const [mobile, person] = [product.visitor(), someone()];
    await register(mobile, person);
    await logIn(mobile, person);
    await start(admin, (await stateOf(mobile))['user']?.id as string);
    expect((await deed(mobile)).status).toBe(200);
    expect((await copyOf(admin, there).get('/auth/verify', 'json')).status).toBe(401);
    expect((await stateOf(mobile))['authenticated']).toBe(true);
  });

  it.each([
    ['closes the account', (id: string) => change(id, { deleteAt: new Date(Date.now() + 60 * MINUTE) })],
    ['is disabled', (id: string) => change(id, { active: false })],
    [
      'is deleted',
      (id: string) => product.app.get(AccountRemoval).remove(id, { reason: 'operator', username: 'free', isDue: () => true }),
    ],
  ])('%s meanwhile: nobody acts as them any longer', async (_what, end) => {
    const { admin, id, adminId } = await acting(product);
    await end(id);
    expect((await copyOf(admin, there).get('/dashboard', 'json')).status).toBe(401);
    expect((await admin.get('/dashboard')).status).toBe(200);
    expect(await stateOf(admin)).toMatchObject({ user: { id: adminId } });
  });

  type Visitor = ReturnType<Product['visitor']>;
});

describe('the own session of the administrator', () => {
  it('is not kept alive by acting: its idle limit ends both', async () => {
    const { admin } = await acting(product);
    for (let minute = 10; minute <= 30; minute += 10) {
      later(10 * MINUTE);
      if (minute < 30) expect((await admin.get('/dashboard', 'json')).status).toBe(200);
    }
    later(MINUTE);
    expect((await admin.get('/dashboard', 'json')).status).toBe(401);
    expect(await stateOf(admin)).toEqual({ authenticated: false });
  });

  it('is what it was: no minute fresher, whatever was done as the person', async () => {
    const admin = await product.signedIn({ role: 'admin' });
    const person = await product.signedIn();
    later(14 * MINUTE);
    await start(admin, person.person.id);
    later(2 * MINUTE);
    await stop(admin);
    expect(await stateOf(admin)).toMatchObject({ authenticated: true, fresh: false });
    expect((await admin.get('/admin/users', 'json')).json['code']).toBe('fresh_login_required');
  });
});
