import { EntityManager } from '@mikro-orm/core';
import { expect, describe, it } from 'vitest';
import { PendingRegistration } from '../../../src/auth/pending-registration/pending-registration.entity.js';
import { User } from '../../../src/users/user.entity.js';
import { linkIn, mailsAbout, mailsNowTo, mailsTo, mailTo, tokenIn } from '../../mail/mailbox.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { type Answer, type Format, FORMATS, logIn, type Person, register, someone } from '../../support/visitor.js';

let here: Product;
let there: Product;
const env = { REGISTRATION: 'discreet', THROTTLE_MAIL_ADDRESS: 'off', THROTTLE_REGISTER: 'off' };
onTwoInstances((first, second) => ([here, there] = [first, second]), env);

const em = () => here.app.get(EntityManager).fork();
const signUp = (person: Person, format: Format, product = here) => register(product.visitor(), person, format);

/** What somebody sees of an answer, apart from what differs with every request. */
function seen({ status, headers, text }: Answer) {
  // The iterator of headers sorts them by name.
  const told = [...headers].filter(([name]) => !['x-request-id', 'date', 'set-cookie'].includes(name));
  const shown = text.replace(/"requestId":"[^"]*"/, '');
  return { status, told, shown, cookies: headers.getSetCookie().map((cookie) => cookie.split('=')[0]) };
}

/** Signs somebody up, uses the link, and logs them in. */
async function member(format: Format): Promise<Person> {
  const person = someone();
  await signUp(person, format);
  const token = tokenIn(await mailTo(here, person.email));
  const proven = await here.visitor().post('/verify-email', { token, password: person.password }, 'json');
  expect([proven.status, proven.json]).toEqual([200, { redirectTo: '/login' }]);
  return person;
}

const ACCEPTED = { html: 303, json: 202 } as const;
const prove = (token: string, password: string, format: Format = 'json', product = here) =>
  product.visitor().post('/verify-email', { token, password }, format);

describe.each(FORMATS)('a discreet sign-up (%s)', (format) => {
  it('is answered alike whether the address is free or taken', async () => {
    const owner = await member(format);
    const free = await signUp(someone(), format);
    const taken = await signUp({ ...someone(), email: owner.email }, format, there);
    expect(free.status).toBe(ACCEPTED[format]);
    expect(seen(taken)).toEqual(seen(free));
    if (format === 'json') expect(free.json).toEqual({});
    else expect(free.headers.get('location')).toBe('/verify-email');
  });

  it('begins the account when the link is used with the password that was chosen, and not before', async () => {
    const person = someone();
    await signUp(person, format);
    const mail = await mailTo(here, person.email);
    expect((await logIn(here.visitor(), person)).status).toBe(401);
    expect(await em().count(User, { username: person.username })).toBe(0);
    for (const method of ['HEAD', 'GET']) {
      expect((await there.visitor().send(linkIn(mail).pathname + linkIn(mail).search, { method })).status).toBe(200);
    }
    expect(await em().count(User, { username: person.username })).toBe(0);

    const wrong = await prove(tokenIn(mail), 'not the one that was chosen', format);
    expect(wrong.status).toBe(422);
    if (format === 'json') expect(Object.keys(wrong.json['errors'] as object)).toEqual(['password']);
    else expect(wrong.text).toContain(tokenIn(mail));
    expect((await prove(tokenIn(mail), person.password, format, there)).status).toBe(format === 'html' ? 303 : 200);
    const signedIn = await logIn(here.visitor(), person);
    expect([signedIn.status, signedIn.json['user']]).toMatchObject([200, { email: person.email, emailVerified: true }]);
    expect((await prove(tokenIn(mail), person.password, format)).status).toBe(410);
  });

  it('with a taken address changes nothing, and tells its owner by mail', async () => {
    const owner = await member(format);
    await signUp({ ...someone(), email: owner.email.toUpperCase() }, format);
    const mail = await mailTo(here, owner.email, /already have an account/);
    expect(mail.text).toContain(owner.username);
    expect(linkIn(mail).pathname).toBe('/forgot-password');
    expect(await em().count(User, { email: owner.email })).toBe(1);
    expect((await logIn(here.visitor(), owner)).status).toBe(200);
  });

  it('with the address of a closed account is answered alike, and mails nobody', async () => {
    const owner = await member(format);
    const visitor = here.visitor();
    await logIn(visitor, owner);
    expect((await visitor.post('/settings/delete', { username: owner.username }, 'json')).status).toBe(202);
    const [taken, last] = [await signUp({ ...someone(), email: owner.email }, format), someone()];
    expect(seen(taken)).toEqual(seen(await signUp(last, format)));
    // Mails go out in their order: this one was caused last.
    await mailTo(here, last.email);
    const subjects = (await mailsNowTo(here, owner.email)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => /already have/.test(subject))).toEqual([]);
  });

  it('keeps the name alike, whether the address is free or taken', async () => {
    const owner = await member(format);
    const [free, taken] = [someone(), { ...someone(), email: owner.email }];
    await signUp(free, format);
    await signUp(taken, format);
    const asked = await Promise.all([free, taken].map(({ username }) => signUp({ ...someone(), username }, 'json', there)));
    for (const { status, json } of asked) expect([status, Object.keys(json['errors'] as object)]).toEqual([422, ['username']]);
    const [ofFree, ofTaken] = asked.map((answer) => JSON.stringify(seen(answer)));
    expect(ofFree?.replaceAll(free.username, '')).toBe(ofTaken?.replaceAll(taken.username, ''));
  });

  it('says that the name of an account is taken', async () => {
    const { username } = await member(format);
    const answer = await signUp({ ...someone(), username }, 'json');
    expect([answer.status, Object.keys(answer.json['errors'] as object)]).toEqual([422, ['username']]);
  });

  it('that comes again, because its answer was lost, is answered alike and mails again', async () => {
    const person = someone();
    const first = await signUp(person, format);
    const again = await signUp(person, format, there);
    expect(seen(again)).toEqual(seen(first));
    const tokens = (await mailsTo(here, person.email, 2)).map(tokenIn);
    const statuses: number[] = [];
    for (const token of tokens) statuses.push((await prove(token, person.password)).status);
    expect(statuses).toEqual([200, 410]);
  });

  it('with the name of another that waits is told that the name is taken, whatever the address', async () => {
    const person = someone();
    await signUp(person, format);
    for (const email of [person.email, someone().email]) {
      const answer = await signUp({ ...person, email, password: `${person.password} but other` }, 'json');
      expect([answer.status, Object.keys(answer.json['errors'] as object)]).toEqual([422, ['username']]);
    }
  });

  it('of somebody else is ended by whoever reads the mail: the address is free, the name when its time is over', async () => {
    const [stranger, me] = [someone(), someone()];
    await signUp({ ...stranger, email: me.email }, format);
    const token = tokenIn(await mailTo(here, me.email));
    const ended = await here.visitor().post('/verify-email/not-me', { token }, format);
    expect(ended.status).toBe(format === 'html' ? 303 : 204);
    expect((await prove(token, stranger.password)).status).toBe(410);
    expect((await signUp({ ...someone(), username: stranger.username }, 'json')).status).toBe(422);
    expect((await signUp(me, 'json')).status).toBe(202);
  });

  it('that was ended so tells nothing to whoever signs up the same again, and mails nothing more', async () => {
    const owner = await member(format);
    const [free, taken] = [someone(), { ...someone(), email: owner.email }];
    await signUp(free, format);
    await signUp(taken, format);
    const token = tokenIn(await mailTo(here, free.email));
    await here.visitor().post('/verify-email/not-me', { token }, format);
    const [again, ofTaken] = [await signUp(free, format, there), await signUp(taken, format, there)];
    expect(again.status).toBe(ACCEPTED[format]);
    expect(seen(again)).toEqual(seen(ofTaken));
    await mailsAbout(here, owner.email, /already have an account/, 2);
    expect(await mailsNowTo(here, free.email)).toHaveLength(1);
    // Whoever pressed the button once cannot be asked by a link that another mail had.
    expect((await prove(token, free.password)).status).toBe(410);
  });

  it('makes one account of twenty presses at once', async () => {
    const person = someone();
    await signUp(person, format);
    const token = tokenIn(await mailTo(here, person.email));
    const presses = Array.from({ length: 20 }, (_none, turn) =>
      prove(token, person.password, format, turn % 2 === 0 ? here : there),
    );
    const statuses = (await Promise.all(presses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === (format === 'html' ? 303 : 200))).toHaveLength(1);
    expect(statuses.filter((status) => status === 410)).toHaveLength(19);
  });

  it('is told by no login and no forgotten password', async () => {
    const person = someone();
    await signUp(person, format);
    await mailTo(here, person.email);
    const [waiting, nobody] = [person, someone()];
    const logins = await Promise.all([waiting, nobody].map((one) => logIn(here.visitor(), one, format)));
    expect(logins.map(({ status }) => status)).toEqual([401, 401]);
    const forgotten = await Promise.all(
      [waiting, nobody].map(({ email }) => here.visitor().post('/forgot-password', { email }, format)),
    );
    const [ofWaiting, ofNobody] = forgotten.map(seen);
    expect(ofWaiting).toEqual(ofNobody);
    expect(await mailsNowTo(here, person.email)).toHaveLength(1);
  });

  it('that breaks a rule is told of it, and nothing is kept', async () => {
    const person = { ...someone(), password: 'short' };
    const answer = await signUp(person, format);
    expect(answer.status).toBe(422);
    expect(await em().count(PendingRegistration, { username: person.username })).toBe(0);
  });
});
