import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ABOUT_RESET, forgot, reset, resetToken, signedUp } from '../../auth/recovery/forgotten.js';
import { SUBJECTS, newAddress } from '../email/changing.js';
import { mailFolder, mailsNowTo, mailTo } from '../../mail/mailbox.js';
import { later, onTwoInstances, type Product } from '../../support/product.js';
import { FORMATS, logIn } from '../../support/visitor.js';
import { close, stored, sweep } from './ending.js';

let here: Product;
onTwoInstances((one) => (here = one));

describe.each(FORMATS)('the mails of a closed account (%s)', (format) => {
  it('are the notice that tells until when, and none to who has forgotten the password, who gets the same answer', async () => {
    const [visitor, other] = [here.visitor(), here.visitor()];
    const [person, neighbour] = [await signedUp(visitor), await signedUp(other)];
    await logIn(visitor, person);
    await close(visitor, person);
    const { deleteAt } = (await stored(here, person)) ?? {};
    const { text } = await mailTo(here, person.email, /will be deleted/);
    expect(text).toContain(`on ${deleteAt?.toISOString().replace(/T(\d\d:\d\d).*/, ' $1 UTC')}`);
    const answers = [await forgot(here.visitor(), person.email, format), await forgot(here.visitor(), neighbour.email, format)];
    const [closed, open] = answers.map(({ status, json, headers }) => [status, json, headers.get('location')]);
    expect(closed).toEqual(open);
    // By then a mail to the closed account would have gone out too.
    await mailTo(here, neighbour.email, ABOUT_RESET);
    const subjects = (await mailsNowTo(here, person.email)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => ABOUT_RESET.test(subject))).toEqual([]);
  });

  it('of before do not help: a link that was mailed is void, and brings nothing back', async () => {
    const visitor = here.visitor();
    const person = await signedUp(visitor);
    await logIn(visitor, person);
    const token = await resetToken(here, here.visitor(), person);
    await close(visitor, person);
    expect((await here.visitor().get(`/reset-password?token=${token}`, format)).status).toBe(410);
    expect((await reset(here.visitor(), token, format)).status).toBe(410);
    expect((await stored(here, person))?.deleteAt).not.toBeNull();
  });
});

it('mails that are kept for a developer go with the account, to whatever address they were', async () => {
  const [visitor, other] = [here.visitor(), here.visitor()];
  const [person, neighbour] = [await signedUp(visitor), await signedUp(other)];
  await logIn(visitor, person);
  const wanted = newAddress();
  await visitor.post('/settings/email', { email: wanted }, 'json');
  await mailTo(here, wanted, SUBJECTS.change);
  await close(visitor, person);
  await mailTo(here, person.email, /will be deleted/);
  await forgot(here.visitor(), neighbour.email, 'json');
  await mailTo(here, neighbour.email, ABOUT_RESET);
  expect(await keptText()).toContain(person.username);
  later(15 * 86_400_000);
  await sweep(here);
  const left = await keptText();
  for (const name of [person.username, person.email, wanted]) expect(left).not.toContain(name);
  expect(left).toContain(neighbour.email);
});

/** All that is kept of mails. */
async function keptText(): Promise<string> {
  const files = await readdir(mailFolder(here));
  return (await Promise.all(files.map((file) => readFile(join(mailFolder(here), file), 'utf8')))).join();
}
