import { afterAll, afterEach, expect, it } from 'vitest';
import { authenticator, clock, logIn, startProduct } from '../../../src/testing/index.js';

const product = await startProduct({ settings: { RESET_LINK_FOR: '30m' } });

afterEach(() => clock().reset());
afterAll(() => product.remove());

it('lets who has the mail choose a new password, for half an hour', async () => {
  const { person } = await product.signedIn();
  const mailbox = product.mailbox(person.email);
  for (const [wait, status] of [
    ['31m', 410],
    ['29m', 200],
  ] as const) {
    const guest = product.visitor();
    await guest.post('/forgot-password', { email: person.email });
    const { link } = await mailbox.next(/new password/);
    clock().forward(wait);
    expect((await guest.get(link)).status).toBe(status);
  }
});

it('asks who has an authenticator app for a code', async () => {
  const ada = await product.signedIn();
  const app = authenticator();
  await app.setUp(ada);
  const elsewhere = product.visitor();
  expect((await logIn(elsewhere, ada.person)).json['step']).toBe('second-factor');
  expect((await elsewhere.post('/login/second-factor', { code: app.code() }, 'json')).status).toBe(200);
});
