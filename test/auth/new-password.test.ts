import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { mailTo } from '../mail/mailbox.js';
import { announcedBy } from '../support/observing.js';
import { onTwoInstances, Product } from '../support/product.js';
import { FORMATS, isSignedIn, logIn, PASSWORD, type Person, register, reopened, signIn, someone, stateOf, target, type Visitor } from '../support/visitor.js'; // prettier-ignore

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

const NEW = 'a quiet lamp above seven stairs';

const choose = (visitor: Visitor, password = NEW, format: 'html' | 'json' = 'json', passwordConfirmation = password) =>
  visitor.post('/login/new-password', { password, passwordConfirmation }, format);

/** Does what the operator's command does. */
async function require(person: Person): Promise<void> {
  const user = await here.app.get(UsersService).findByIdentifier(person.username);
  if (user !== null) await here.app.get(AccountChangesService).requireNewPassword(user);
}

describe.each(FORMATS)('a login whose account needs a new password (%s)', (format) => {
  const accepted = format === 'html' ? 303 : 200;

  it('asks for one before the session, logs out everywhere, and signs in with it', async () => {
    const [visitor, other] = [here.visitor(), here.visitor()];
    const person = await signIn(other);
    await logIn(other, person, 'json', { remember: true });
    await require(person);
    for (const one of [other, reopened(other)]) expect(await isSignedIn(one)).toBe(false);
    const begun = await logIn(visitor, person, format, { next: '/profile' });
    expect([begun.status, target(begun)]).toEqual([accepted, '/login/new-password']);
    expect((await visitor.get('/login/new-password', format)).status).toBe(200);
    expect(await isSignedIn(visitor)).toBe(false);
    const events = announcedBy(here, there);
    const tab = visitor.copy(there.url);
    const done = await choose(tab, NEW, format);
    expect([done.status, target(done)]).toEqual([accepted, '/profile']);
    expect(await stateOf(tab)).toMatchObject({ authenticated: true, fresh: true });
    expect(events).toEqual(['password-changed', 'logged-in']);
    await mailTo(here, person.email, /password has been changed/);
    expect(target(await logIn(here.visitor(), { ...person, password: NEW }, format))).toBe('/dashboard');
    expect((await logIn(here.visitor(), person, format)).status).toBe(401);
  });

  it.each([
    ['short', 'short', 'short'],
    ['the present one', PASSWORD, PASSWORD],
    ['common', 'password1234', 'password1234'],
    ['typed twice in two ways', NEW, 'another one entirely'],
  ])('refuses a password that is %s, and shows the page again', async (_what, password, confirmation) => {
    const visitor = here.visitor();
    const person = await signIn(here.visitor());
    await require(person);
    await logIn(visitor, person, format);
    const refused = await choose(visitor, password, format, confirmation);
    expect([refused.status, refused.text.includes(NEW)]).toEqual([422, false]);
    expect((await choose(visitor, NEW, format)).status).toBe(accepted);
  });

  it('gives the same outcome again when the answer was lost', async () => {
    const visitor = here.visitor();
    const person = await signIn(here.visitor());
    await require(person);
    await logIn(visitor, person, format, { next: '/profile' });
    const lost = visitor.copy();
    await choose(lost, NEW, format);
    expect(target(await choose(visitor, NEW, format))).toBe('/profile');
    expect([await isSignedIn(lost), await isSignedIn(visitor)]).toEqual([false, true]);
    expect((await choose(lost, 'yet another quiet lamp', format)).status).not.toBe(200);
  });
});

describe('a password that stands in a list of stolen ones', () => {
  const asked: string[] = [];
  let service: http.Server;
  let product: Product;
  let stolen: string | undefined;

  beforeAll(async () => {
    service = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      const hash = createHash('sha1')
        .update(stolen ?? '')
        .digest('hex')
        .toUpperCase();
      response.end(
        stolen !== undefined && request.url?.endsWith(hash.slice(0, 5)) === true
          ? `${hash.slice(5)}:7\r\n`
          : `${'0'.repeat(35)}:1\r\n`,
      );
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const { port } = service.address() as AddressInfo;
    product = await Product.start({ BREACH_CHECK_URL: `http://127.0.0.1:${port}/range` });
  });

  afterAll(async () => {
    await product.remove();
    service.close();
  });

  it('is found at a right login, which asks for a new one then; a wrong password is asked about nowhere', async () => {
    const person = someone();
    await register(product.visitor(), person);
    asked.length = 0;
    await logIn(product.visitor(), { ...person, password: 'not this one' });
    expect(asked).toEqual([]);
    stolen = PASSWORD;
    const events = announcedBy(product);
    const visitor = product.visitor();
    expect(target(await logIn(visitor, person))).toBe('/login/new-password');
    expect(events).toEqual(['new-password-required']);
    expect((await choose(visitor)).status).toBe(200);
    expect(target(await logIn(product.visitor(), { ...person, password: NEW }))).toBe('/dashboard');
  });

  it('is asked about once a day, and nobody waits for a service that is away', async () => {
    const person = someone();
    stolen = undefined;
    await register(product.visitor(), person);
    asked.length = 0;
    for (let login = 0; login < 3; login += 1) expect(target(await logIn(product.visitor(), person))).toBe('/dashboard');
    expect(asked).toHaveLength(1);
  });
});
