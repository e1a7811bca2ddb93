import { describe, expect, it } from 'vitest';
import { mailsAbout, mailTo, tokenIn } from '../../mail/mailbox.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { isSignedIn, logIn, PASSWORD, register, reopened, someone } from '../../support/visitor.js';
import { ABOUT_PROOF } from '../verification/proofs.js';
import { ABOUT_RESET, forgot, NEW_PASSWORD, reset, resetToken } from './forgotten.js';

let here: Product;
let there: Product;

onTwoInstances((one, other) => ([here, there] = [one, other]), { THROTTLE_ACCOUNT: '3/15m' });

// Sudhodanan and Paverd, "Pre-hijacked accounts", USENIX Security 2022: the classic-federated, unexpired-session,
// trojan-identifier and unexpired-email-change attacks, as far as this product has what they use.
describe('an account that a stranger made with the address of somebody who comes later', () => {
  it('is theirs alone after a new password by mail: nothing that was set up before lets the stranger in', async () => {
    const victim = someone();
    const stranger = here.visitor();
    await register(stranger, victim);
    await logIn(stranger, victim, 'json', { remember: true });
    const elsewhere = there.visitor();
    await logIn(elsewhere, victim);
    const [atStart, olderReset] = [
      tokenIn(await mailTo(here, victim.email, ABOUT_PROOF)),
      await resetToken(here, stranger, victim),
    ];

    const owner = there.visitor();
    expect((await reset(owner, await nextReset(victim.email, olderReset))).status).toBe(204);

    for (const browser of [stranger, reopened(stranger), elsewhere, stranger.copy(there.url)]) {
      expect(await isSignedIn(browser)).toBe(false);
    }
    expect((await logIn(here.visitor(), { ...victim, password: PASSWORD })).status).toBe(401);
    expect((await reset(stranger, olderReset, 'json', 'another one that I choose')).status).toBe(410);
    expect((await stranger.post('/verify-email', { token: atStart, password: NEW_PASSWORD }, 'json')).status).toBe(410);
    expect((await stranger.post('/verify-email/not-me', { token: atStart }, 'json')).status).toBe(410);
    expect((await logIn(owner, { ...victim, password: NEW_PASSWORD })).status).toBe(200);
    expect((await owner.get('/profile', 'json')).json['user']).toMatchObject({ emailVerified: true });
  });
});

/** Asks for one more link and waits for its mail. */
async function nextReset(email: string, before: string): Promise<string> {
  await forgot(here.visitor(), email);
  const mails = await mailsAbout(here, email, ABOUT_RESET, 2);
  return mails.map(tokenIn).find((token) => token !== before) ?? '';
}
