import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { clock, type Product, someone, startProduct } from '../../src/testing/index.js';
import { Greetings } from '../mail/greetings.js';

let product: Product;

beforeAll(async () => {
  product = await startProduct({ modules: [Greetings] });
});

afterEach(() => {
  clock().reset();
  vi.restoreAllMocks();
});

afterAll(() => product.remove());

const greet = (to: string, ...names: string[]) => product.visitor().post('/test-greeting', { to, names }, 'json');

describe('the mailbox of an address', () => {
  it('gives each mail once, the oldest first, and those of nobody else', async () => {
    const [{ email }, other] = [someone(), someone()];
    await greet(other.email, 'eve');
    await greet(email, 'ann');
    const mailbox = product.mailbox(email);
    const first = await mailbox.next();
    await greet(email, 'bob');
    const second = await mailbox.next();
    expect([first.subject, second.subject]).toEqual(['Hello ann', 'Hello bob']);
    expect((await mailbox.all()).map(({ to }) => to)).toEqual([email, email]);
  });

  it('gives the mail that is asked for, whatever comes before it', async () => {
    const { email } = someone();
    await greet(email, 'ann', 'bob');
    const mailbox = product.mailbox(email);
    expect((await mailbox.next(/bob/)).subject).toBe('Hello bob');
    expect((await mailbox.next()).subject).toBe('Hello ann');
  });

  it('has a link that a visitor opens, at this product whatever name it has outside', async () => {
    const { email } = someone();
    await greet(email, 'ann');
    const { link } = await product.mailbox(email).next();
    expect(link.href).toBe('http://localhost/m?t=ann');
    expect((await product.visitor().get(link, 'json')).json['code']).toBe('link_invalid');
  });

  it('goes on with mails that come at another time of the clock', async () => {
    const { email } = someone();
    clock().forward('1h');
    await greet(email, 'ann');
    const mailbox = product.mailbox(email);
    expect((await mailbox.next()).subject).toBe('Hello ann');
    clock().reset();
    await greet(email, 'bob');
    expect((await mailbox.next()).subject).toBe('Hello bob');
  });

  it('names the mails that came in the place of the one that did not', async () => {
    const { email } = someone();
    await greet(email, 'ann');
    const mailbox = product.mailbox(email);
    await mailbox.next();
    // Nobody waits for twenty seconds to be over.
    const start = performance.now();
    vi.spyOn(performance, 'now')
      .mockReturnValueOnce(start)
      .mockReturnValue(start + 60_000);
    await expect(mailbox.next(/Bye/)).rejects.toThrow(
      `no mail about /Bye/ has come to ${email}; there are: "Hello ann" (read before)`,
    );
  });

  it('is not there where mails are sent', async () => {
    const settings = { MAIL_URL: 'smtp://localhost:1', MAIL_FROM: 'a@example.org' };
    const sending = await startProduct({ settings, modules: [] });
    expect(() => sending.mailbox('ann@example.org')).toThrow('MAIL_URL');
    await sending.remove();
  });
});
