import { describe, expect, it } from 'vitest';
import { accountOf, entries } from '../../audit/auditing.js';
import { mailTo } from '../../mail/mailbox.js';
import { announcedBy } from '../../support/observing.js';
import { later, onTwoInstances, type Product } from '../../support/product.js';
import { copyOf, FORMATS, isSignedIn, logIn, PASSWORD, register, signIn, someone, target } from '../../support/visitor.js';
import { addressOf, ask, changed, confirm, linkTo, newAddress, SUBJECTS, undo } from './changing.js';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

describe.each(FORMATS)('a change that is taken back (%s)', (format) => {
  const ok = format === 'json' ? 200 : 303;

  it('gives the old address back, as proven as it was, ends all that is signed in and mails a link for a new password', async () => {
    const { person, visitor, email, undoLink } = await changed(here);
    const desk = there.visitor();
    await logIn(desk, person, 'json', { remember: true });
    const page = await there.visitor().get(`/m?t=${undoLink}`, format);
    expect(page.status).toBe(200);
    expect((await addressOf(visitor)).email).toBe(email);
    const events = announcedBy(here, there);
    const answer = await undo(there.visitor(), undoLink, format);
    expect([answer.status, target(answer)]).toEqual([ok, '/login']);
    expect(events).toContain('email-change-undone');
    const [row] = await entries(there, { account: await accountOf(there, person), events: ['email-change-undone'] });
    expect(row?.changes).toEqual({ email: [email, person.email] });
    for (const one of [visitor, copyOf(visitor, there), desk]) expect(await isSignedIn(one)).toBe(false);
    expect((await desk.get('/dashboard', 'json')).status).toBe(401);
    const reset = await linkTo(here, person.email, SUBJECTS.reset);
    expect((await mailTo(here, email, SUBJECTS.undone)).text).toContain(person.username);
    const password = 'a quiet lamp above seven stairs';
    expect(
      (await here.visitor().post('/reset-password', { token: reset, password, passwordConfirmation: password }, 'json')).status,
    ).toBe(204);
    await logIn(visitor, { ...person, password });
    expect(await addressOf(visitor)).toEqual({ email: person.email, emailVerified: true });
    expect((await undo(here.visitor(), undoLink, format)).status).toBe(410);
    expect((await here.visitor().get(`/undo-email-change?token=${undoLink}`, format)).status).toBe(410);
  });

  it('leaves an address unproven that was: a stranger who presses the button proves nothing', async () => {
    const { person, visitor, undoLink } = await changed(here);
    await undo(there.visitor(), undoLink, format);
    await logIn(visitor, person);
    expect(await addressOf(visitor)).toEqual({ email: person.email, emailVerified: false });
  });

  it('works after a password change of the thief, and once of twenty presses', async () => {
    const { visitor, undoLink } = await changed(here);
    const password = 'a quiet lamp above seven stairs';
    await visitor.post('/settings/password', { currentPassword: PASSWORD, password, passwordConfirmation: password }, 'json');
    const presses = Array.from({ length: 20 }, (_, nth) => undo((nth % 2 ? here : there).visitor(), undoLink, format));
    const statuses = (await Promise.all(presses)).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([ok, ...Array.from({ length: 19 }, () => 410)]);
  });

  it('takes back a deletion that the thief has asked for, and gives the owner a password', async () => {
    const { person, visitor, undoLink } = await changed(here);
    const asked = await visitor.post('/settings/delete', { username: person.username }, 'json');
    expect(asked.status).toBe(202);
    const events = announcedBy(here, there);
    expect((await undo(there.visitor(), undoLink, format)).status).toBe(ok);
    expect(events).toContain('deletion-cancelled');
    const token = await linkTo(here, person.email, SUBJECTS.reset);
    const password = 'a quiet lamp above seven stairs';
    const fields = { token, password, passwordConfirmation: password };
    expect((await here.visitor().post('/reset-password', fields, 'json')).status).toBe(204);
    const answer = await logIn(there.visitor(), { ...person, password });
    expect([answer.status, answer.json['deletionCancelled']]).toEqual([200, undefined]);
  });

  it('voids the links that take later changes back, and not those of earlier ones', async () => {
    const { person, visitor, email: second, undoLink: toFirst } = await changed(here);
    const third = newAddress();
    await ask(visitor, third);
    await confirm(visitor, await linkTo(here, third, SUBJECTS.change));
    const toSecond = await linkTo(here, second, SUBJECTS.changed);
    expect((await undo(there.visitor(), toFirst, format)).status).toBe(ok);
    expect((await undo(there.visitor(), toSecond, format)).status).toBe(410);
    await logIn(visitor, person);
    expect((await addressOf(visitor)).email).toBe(person.email);
  });

  it('leaves the links of earlier changes as they are', async () => {
    const { person, visitor, email: second, undoLink: toFirst } = await changed(here);
    const third = newAddress();
    await ask(visitor, third);
    await confirm(visitor, await linkTo(here, third, SUBJECTS.change));
    expect((await undo(there.visitor(), await linkTo(here, second, SUBJECTS.changed), format)).status).toBe(ok);
    expect((await undo(there.visitor(), toFirst, format)).status).toBe(ok);
    await logIn(visitor, person);
    expect((await addressOf(visitor)).email).toBe(person.email);
  });

  it('can be taken back for seven days, and no longer', async () => {
    const { undoLink } = await changed(here);
    later(7 * 86_400_000 - 60_000);
    expect((await there.visitor().get(`/m?t=${undoLink}`, format)).status).toBe(200);
    later(2 * 60_000);
    expect((await undo(there.visitor(), undoLink, format)).status).toBe(410);
  });
});

describe('the old address', () => {
  it("is nobody else's while it can be taken back, and nobody learns more of it than of any address that is taken", async () => {
    const { person, undoLink } = await changed(here);
    const stranger = here.visitor();
    const again = await register(stranger, { ...someone(), email: person.email });
    expect([again.status, again.json['errors']]).toEqual([422, { email: ['Email already registered'] }]);
    const other = await signIn(stranger);
    expect((await ask(stranger, person.email)).status).toBe(202);
    expect((await mailTo(here, person.email, SUBJECTS.taken)).text).not.toContain(other.username);
    expect((await undo(there.visitor(), undoLink)).status).toBe(200);
  });

  it('is free when that time is over', async () => {
    const { person } = await changed(here);
    later(7 * 86_400_000 + 60_000);
    expect((await register(here.visitor(), { ...someone(), email: person.email })).status).toBe(201);
  });

  it("may be the same person's again at any time", async () => {
    const { person, visitor, email } = await changed(here);
    await ask(visitor, person.email);
    expect((await confirm(visitor, await linkTo(here, person.email, SUBJECTS.change))).status).toBe(200);
    expect((await addressOf(visitor)).email).toBe(person.email);
    expect((await register(here.visitor(), { ...someone(), email })).status).toBe(422);
  });
});
