import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { announcedBy } from '../support/observing.js';
import { later, onServers, type Product, removeBoth, sideBySide } from '../support/product.js';
import {
  type Answer,
  copyOf,
  type Format,
  FORMATS,
  logIn,
  PASSWORD,
  remembered,
  signIn,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const NEW = 'a quiet lamp above seven stairs';
const OTHER = 'seven lamps above a quiet stair';

let both: [Product, Product];
let here: Product;
let there: Product;

beforeAll(async () => {
  [here, there] = both = await sideBySide();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

afterAll(() => removeBoth(both));

const change = (visitor: Visitor, from: string, to: string, format: Format) =>
  visitor.post('/settings/password', { currentPassword: from, password: to, passwordConfirmation: to }, format);
const outcome = ({ status, headers, json }: Answer) => [status, headers.get('location') ?? json['redirectTo']];
const accepted = { html: [303, '/settings'], json: [200, '/settings'] };

describe.each(FORMATS)('a change of the password, sent again under the new session id (%s)', (format) => {
  it('is the same change: the browser has the new cookie, and not yet the page behind it', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const events = announcedBy(here, there);
    expect(outcome(await change(visitor, PASSWORD, NEW, format))).toEqual(accepted[format]);
    const again = copyOf(visitor, there);
    expect(outcome(await change(again, PASSWORD, NEW, format))).toEqual(accepted[format]);
    expect(events).toEqual(['password-changed']);
    for (const name of ['session', 'remember']) expect(again.cookies.get(name)).toBe(visitor.cookies.get(name));
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true, fresh: true, remembered: true });
    expect((await logIn(here.visitor(), { ...person, password: NEW })).status).toBe(200);
  });

  it('is another request with another new password, and from another session', async () => {
    const [visitor, phone] = [here.visitor(), there.visitor()];
    const person = await signIn(visitor);
    await change(visitor, PASSWORD, NEW, format);
    await logIn(phone, { ...person, password: NEW });
    expect((await change(visitor, PASSWORD, OTHER, format)).status).toBe(422);
    expect((await change(phone, PASSWORD, NEW, format)).status).toBe(422);
  });

  // A server's clock is its own.
  it.skipIf(onServers)('is another request half a minute later', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    await change(visitor, PASSWORD, NEW, format);
    later(31_000);
    expect((await change(visitor, PASSWORD, NEW, format)).status).toBe(422);
  });

  it('is another request once the password has changed again', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    const events = announcedBy(here, there);
    for (const [from, to] of [
      [PASSWORD, NEW],
      [NEW, PASSWORD],
      [PASSWORD, NEW],
    ] as const) {
      // prettier-ignore
      expect(outcome(await change(visitor, from, to, format))).toEqual(accepted[format]);
    }
    expect(events).toEqual(['password-changed', 'password-changed', 'password-changed']);
    expect((await logIn(here.visitor(), { ...person, password: NEW })).status).toBe(200);
  });
});

describe.each(FORMATS)('a log-out of all others, sent again under the new session id (%s)', (format) => {
  it('ends what has logged in since', async () => {
    const [visitor, phone] = [here.visitor(), there.visitor()];
    const person = await signIn(visitor);
    await visitor.post('/settings/sessions/revoke-others', {}, format);
    await logIn(phone, person);
    await visitor.post('/settings/sessions/revoke-others', {}, format);
    expect((await stateOf(visitor))['authenticated']).toBe(true);
    expect((await stateOf(phone))['authenticated']).toBe(false);
  });
});
