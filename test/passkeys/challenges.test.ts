import { EntityManager } from '@mikro-orm/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { Passkey } from '../../src/passkeys/passkey.entity.js';
import { announcedBy } from '../support/observing.js';
import { later, onTwoInstances, type Product } from '../support/product.js';
import { copyOf, type Visitor } from '../support/visitor.js';
import { Authenticator, type Behaviour } from './support/authenticator.js';
import { addPasskey as addPasskeyAt, assertion, logInBy, options } from './support/passkeys.js';

let here: Product;
let there: Product;

/** Both instances stand behind this one address, which is what a browser says. */
const SITE = 'http://localhost:3000';

onTwoInstances((...both) => ([here, there] = both), { PUBLIC_URL: SITE });

const addPasskey = (visitor: Visitor, behaviour: Partial<Behaviour> = {}) =>
  addPasskeyAt(visitor, { origin: SITE, ...behaviour });

const send = (visitor: Visitor, response: unknown) => visitor.post('/login/passkey', { response }, 'json');
const sessions = async (visitor: Visitor) => (await visitor.get('/settings/sessions', 'json')).json['sessions'];

describe('a challenge', () => {
  it('that one instance has made is answered at another', async () => {
    const owner = await here.signedIn();
    const authenticator = await addPasskey(owner);
    const guest = here.visitor();
    const posted = await assertion(guest, authenticator);
    expect((await send(copyOf(guest, there), posted)).status).toBe(200);
  });

  it('is worth nothing in another browser, nor without the mark of this one', async () => {
    const authenticator = await addPasskey(await here.signedIn());
    const guest = here.visitor();
    const posted = await assertion(guest, authenticator);
    const other = here.visitor();
    await options(other, '/login/passkey');
    expect((await send(other, posted)).status).toBe(401);
    expect((await send(here.visitor(), posted)).status).toBe(401);
    const forged = here.visitor();
    forged.cookies.set(
      'passkey',
      String(guest.cookies.get('passkey')).replace(/^./, (first) => (first === 'x' ? 'y' : 'x')),
    );
    expect((await send(forged, posted)).status).toBe(401);
    expect((await send(guest, posted)).status).toBe(200);
  });

  it('is for what it was asked for: none of a login adds, confirms or changes anything', async () => {
    const owner = await here.signedIn();
    const authenticator = await addPasskey(owner);
    const posted = await assertion(owner, authenticator);
    expect((await owner.post('/confirm/passkey', { response: posted }, 'json')).status).toBe(401);
    const other = await here.signedIn();
    const foreign = new Authenticator({ origin: SITE }).create(await options(owner, '/settings/passkeys'));
    other.cookies.set('passkey', String(owner.cookies.get('passkey')));
    expect((await other.post('/settings/passkeys', { response: foreign }, 'json')).status).toBe(422);
  });

  it('is over after five minutes', async () => {
    const authenticator = await addPasskey(await here.signedIn());
    const [early, late] = [here.visitor(), here.visitor()];
    const [first, second] = [await assertion(early, authenticator), await assertion(late, authenticator)];
    later(299_000);
    expect((await send(early, first)).status).toBe(200);
    later(302_000);
    expect((await send(late, second)).status).toBe(401);
  });

  it('leaves nothing behind for a guest who asks but the mark, which stays the same', async () => {
    const guest = here.visitor();
    await options(guest, '/login/passkey');
    const mark = guest.cookies.get('passkey');
    const first = await options(guest, '/login/passkey');
    expect([...guest.cookies.keys()]).toEqual(['passkey']);
    expect(guest.cookies.get('passkey')).toBe(mark);
    expect((await options(guest, '/login/passkey'))['challenge']).not.toBe(first['challenge']);
  });
});

describe('a lost answer', () => {
  it('of a login: the same form again, at once or a moment later, at another instance too, is one session', async () => {
    const owner = await here.signedIn();
    const authenticator = await addPasskey(owner, { counter: 5 });
    const guest = here.visitor();
    const posted = await assertion(guest, authenticator);
    const browsers = [guest, copyOf(guest, there), guest.copy(), copyOf(guest, there)];
    const answers = await Promise.all(browsers.map((browser) => send(browser, posted)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await sessions(owner)).toHaveLength(2);
  });

  it('of a login is no way in for another form, nor after a minute', async () => {
    const authenticator = await addPasskey(await here.signedIn());
    const guest = here.visitor();
    const posted = await assertion(guest, authenticator);
    expect((await send(guest.copy(), posted)).status).toBe(200);
    expect((await guest.copy().post('/login/passkey', { response: posted, next: '/profile' }, 'json')).status).toBe(401);
    later(61_000);
    expect((await send(guest.copy(), posted)).status).toBe(401);
  });

  it('of a new passkey: twice at once is one passkey, and both hear of it', async () => {
    const owner = await here.signedIn();
    const response = new Authenticator({ origin: SITE }).create(await options(owner, '/settings/passkeys'));
    const events = announcedBy(here, there);
    const answers = await Promise.all(
      [owner, copyOf(owner, there)].map((browser) => browser.post('/settings/passkeys', { response }, 'json')),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.json).toEqual(answers[1]?.json);
    expect((await owner.get('/settings/passkeys', 'json')).json['passkeys']).toHaveLength(1);
    expect(events.filter((name) => name === 'passkey-added')).toHaveLength(1);
  });

  it('of a confirmation: the same form under the old id gets the new one', async () => {
    const owner = await here.signedIn();
    const authenticator = await addPasskey(owner);
    const response = authenticator.get(await options(owner, '/confirm/passkey'));
    const before = owner.copy();
    const answers = [
      await owner.post('/confirm/passkey', { response }, 'json'),
      await before.post('/confirm/passkey', { response }, 'json'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(before.cookies.get('session')).toBe(owner.cookies.get('session'));
    expect((await owner.post('/confirm/passkey', { response }, 'json')).status).toBe(200);
  });
});

describe('a counter', () => {
  let events: string[];

  beforeEach(() => {
    events = announcedBy(here, there);
  });

  afterEach(() => vi.restoreAllMocks());

  const counterOf = async ({ id }: Authenticator) =>
    (await unitOfWork(here.app.get(EntityManager)).findOneOrFail(Passkey, { credentialId: id })).counter;

  it('that rises is kept, to the last of its 32 bits', async () => {
    const authenticator = await addPasskey(await here.signedIn(), { counter: 1 });
    for (const counter of [2, 70_000, 4_294_967_295]) {
      expect((await logInBy(here.visitor(), authenticator, { counter })).status).toBe(200);
      expect(await counterOf(authenticator)).toBe(counter);
    }
    expect(events).not.toContain('passkey-cloned');
  });

  it.each([
    ['stays', 7, 7],
    ['falls', 7, 6],
    ['falls to none', 7, 0],
  ])('that %s tells of a clone, in the log and by an event, and is refused', async (_name, stored, counter) => {
    const authenticator = await addPasskey(await here.signedIn(), { counter: stored });
    expect((await logInBy(here.visitor(), authenticator, { counter })).status).toBe(401);
    expect(events.filter((name) => name === 'passkey-cloned')).toHaveLength(1);
    expect(await counterOf(authenticator)).toBe(stored);
  });

  it('of a stranger without the key tells of nothing', async () => {
    const authenticator = await addPasskey(await here.signedIn(), { counter: 7 });
    const signature = (bytes: Buffer) => Buffer.from(bytes.map((byte, place) => (place === bytes.length - 1 ? byte ^ 1 : byte)));
    expect((await logInBy(here.visitor(), authenticator, { counter: 3, signature })).status).toBe(401);
    expect(events).not.toContain('passkey-cloned');
  });

  it('that never counts is fine, of synced and of other ones', async () => {
    for (const synced of [true, false]) {
      const authenticator = await addPasskey(await here.signedIn(), { synced });
      for (const guest of [here.visitor(), there.visitor()]) expect((await logInBy(guest, authenticator)).status).toBe(200);
    }
  });

  it('sent by two at once lets one of them in', async () => {
    const authenticator = await addPasskey(await here.signedIn(), { counter: 1 });
    const guests = [here.visitor(), there.visitor(), here.visitor(), there.visitor()];
    const posted = await Promise.all(
      guests.map(async (guest) => authenticator.get(await options(guest, '/login/passkey'), { counter: 9 })),
    );
    const answers = await Promise.all(guests.map((guest, place) => send(guest, posted[place])));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 401, 401, 401]);
  });
});
