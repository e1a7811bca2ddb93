import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newAddress, SUBJECTS } from '../account/email/changing.js';
import { mailTo, tokenIn } from '../mail/mailbox.js';
import { later, Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The lifetimes of links to `/verify-email`, `/reset-password`, `/confirm-email` and `/undo-email-change`. */
const SITES = [
  { site: 'that says nothing', env: {}, lifetimes: [48 * HOUR, 30 * MINUTE, HOUR, 7 * DAY] },
  {
    site: 'that sets them',
    env: { VERIFY_LINK_FOR: '2h', RESET_LINK_FOR: '10m', EMAIL_CHANGE_LINK_FOR: '20m', EMAIL_UNDO_LINK_FOR: '3d' },
    lifetimes: [2 * HOUR, 10 * MINUTE, 20 * MINUTE, 3 * DAY],
  },
];

describe.each(SITES)('a site $site', ({ env, lifetimes }) => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.start(env);
  });

  afterAll(() => product.remove());

  async function newcomer() {
    const visitor = product.visitor();
    return { visitor, ...(await signIn(visitor)) };
  }

  /** One link of each sort, of accounts of their own: a change voids the others. */
  async function links(): Promise<[path: string, token: string][]> {
    const [proving, forgetting, changing, undoing] = [await newcomer(), await newcomer(), await newcomer(), await newcomer()];
    const [wanted, changed] = [newAddress(), newAddress()];
    await forgetting.visitor.post('/forgot-password', { email: forgetting.email }, 'json');
    await changing.visitor.post('/settings/email', { email: wanted }, 'json');
    await undoing.visitor.post('/settings/email', { email: changed }, 'json');
    const token = tokenIn(await mailTo(product, changed, SUBJECTS.change));
    await undoing.visitor.post('/confirm-email', { token }, 'json');
    return [
      ['/verify-email', tokenIn(await mailTo(product, proving.email, /Verify/))],
      ['/reset-password', tokenIn(await mailTo(product, forgetting.email, SUBJECTS.reset))],
      ['/confirm-email', tokenIn(await mailTo(product, wanted, SUBJECTS.change))],
      ['/undo-email-change', tokenIn(await mailTo(product, undoing.email, SUBJECTS.changed))],
    ];
  }

  it('lets each link work as long as its setting says, and no longer', async () => {
    const begun = Date.now();
    for (const [place, [path, token]] of (await links()).entries()) {
      const over = begun + (lifetimes[place] ?? 0);
      const statuses: number[] = [];
      for (const time of [over - MINUTE, over + MINUTE]) {
        later(time - Date.now());
        statuses.push((await product.visitor().get(`${path}?token=${token}`, 'json')).status);
        vi.useRealTimers();
      }
      expect([path, ...statuses]).toEqual([path, 200, 410]);
    }
  });
});
