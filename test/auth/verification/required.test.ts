import { describe, expect, it } from 'vitest';
import { RegistrationService } from '../../../src/auth/register/registration.service.js';
import { UnprovenSweep } from '../../../src/auth/verification/unproven-sweep.js';
import { AccountChangesService } from '../../../src/users/account-changes.service.js';
import type { User } from '../../../src/users/user.entity.js';
import { later, onTwoInstances, type Product, proveAddress } from '../../support/product.js';
import { FORMATS, isSignedIn, logIn, register, reopened, someone, stateOf, target } from '../../support/visitor.js';
import { NEW_PASSWORD, reset, resetToken } from '../recovery/forgotten.js';
import { accountOf, prove, signedUp } from './proofs.js';

let here: Product;
let there: Product;

onTwoInstances((one, other) => ([here, there] = [one, other]), { EMAIL_VERIFICATION: 'required' });

const DAY = 86_400_000;

/** Lets every instance look for accounts that are due, at once. */
const sweep = () => Promise.all([here, there].map(({ app }) => app.get(UnprovenSweep).sweep()));

/** Changes the account behind the product's back. */
async function change(person: { readonly id: string }, fields: Partial<Pick<User, 'emailVerifiedAt' | 'deleteAt' | 'purgeAt'>>) {
  const user = await accountOf(here, person);
  if (user === null) throw new Error('there is no such account');
  await here.app.get(AccountChangesService).changeInTransaction(user, (account) => void Object.assign(account, fields));
}

describe.each(FORMATS)('a login of an unproven account (%s)', (format) => {
  const accepted = format === 'html' ? 303 : 200;

  it('leads to the proof and no further', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    const answer = await logIn(visitor, person, format, { next: '/profile' });
    expect([answer.status, target(answer)]).toEqual([accepted, '/verify-email']);
    if (format === 'json') expect(answer.json).toEqual({ step: 'verify-email', redirectTo: '/verify-email' });
    expect(await isSignedIn(visitor)).toBe(false);
    expect((await visitor.get('/dashboard', format)).status).toBe(format === 'html' ? 303 : 401);
    const { text, json } = await visitor.get('/verify-email', format);
    expect(format === 'html' ? text : json['email']).toContain(person.email);
    expect((await visitor.post('/verify-email/resend', {}, format)).status).toBe(format === 'html' ? 303 : 202);
  });

  it('goes on by the link in the same browser, without the password, to where it was going', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person, format, { next: '/profile', remember: 'on' });
    const shown = await visitor.get(`/m?t=${person.token}`, format);
    expect(format === 'html' ? shown.text.includes('type="password"') : shown.json['passwordRequired']).toBe(false);
    const tab = visitor.copy(there.url);
    const answer = await prove(tab, person.token, format);
    expect([answer.status, target(answer)]).toEqual([accepted, '/profile']);
    if (format === 'json') expect(answer.json).toEqual({ redirectTo: '/profile' });
    expect(await stateOf(tab)).toMatchObject({ remembered: true, user: { emailVerified: true } });
  });

  it('goes on when the proof came from elsewhere', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person, format);
    expect((await prove(there.visitor(), person.token, format, { password: person.password })).status).toBe(accepted);
    const shown = await visitor.get('/verify-email', format);
    expect(format === 'html' ? shown.text.includes('Continue') : shown.json['emailVerified']).toBe(true);
    const answer = await visitor.post('/verify-email', {}, format);
    expect([answer.status, target(answer)]).toEqual([accepted, '/dashboard']);
    expect((await stateOf(visitor))['user']).toMatchObject({ emailVerified: true });
  });

  it('does not go on without a proof, nor by the link of another account', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    const other = await signedUp(here, here.visitor());
    await logIn(visitor, person, format);
    expect((await visitor.post('/verify-email', {}, format)).status).toBe(410);
    expect((await prove(visitor, other.token, format)).status).toBe(422);
    expect((await prove(visitor, other.token, format, { password: other.password })).status).toBe(accepted);
    expect(await isSignedIn(visitor)).toBe(false);
  });

  it('holds back a browser that is remembered', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await proveAddress(here, person);
    await logIn(visitor, person, 'json', { remember: true });
    await change(person, { emailVerifiedAt: null });
    const back = reopened(visitor, there);
    const held = await back.get('/profile', format);
    expect([held.status, held.headers.get('location')]).toEqual(format === 'html' ? [303, '/verify-email'] : [401, null]);
    expect(await isSignedIn(back)).toBe(false);
  });

  it('is one like any other after a new password by mail', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await reset(visitor, await resetToken(here, visitor, person), format);
    await logIn(visitor, { ...person, password: NEW_PASSWORD });
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await accountOf(here, person)).toMatchObject({ purgeAt: null });
  });
});

describe('an account that has proven nothing', () => {
  it('is removed after seven days, whatever its password was tried for, and its name and address are free', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    later(7 * DAY - 60_000);
    await sweep();
    expect(await accountOf(here, person)).not.toBeNull();
    later(2 * 60_000);
    await sweep();
    expect(await accountOf(here, person)).toBeNull();
    const { username, email } = person;
    expect((await register(here.visitor(), { ...someone(), username, email })).status).toBe(201);
  });

  it('stays when it was proven, is the operator’s, or waits for its deletion', async () => {
    const visitor = here.visitor();
    const [proven, closed] = [await signedUp(here, visitor), await signedUp(here, visitor)];
    await prove(visitor, proven.token, 'json', { password: proven.password });
    const made = someone();
    const form = { ...made, passwordConfirmation: made.password };
    const operators = await here.app.get(RegistrationService).registerForOperator(form);
    await change(closed, { deleteAt: new Date(Date.now() + 14 * DAY) });
    later(8 * DAY);
    await sweep();
    for (const one of [proven, closed, operators]) expect(await accountOf(here, one)).not.toBeNull();
  });

  it('stays when it has ever been signed in', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await proveAddress(here, person);
    await change(person, { purgeAt: new Date() });
    expect((await accountOf(here, person))?.purgeAt).toBeInstanceOf(Date);
    expect((await logIn(visitor, person)).json).toHaveProperty('user');
    expect(await accountOf(here, person)).toMatchObject({ purgeAt: null });
  });
});
