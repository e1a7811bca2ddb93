import { afterAll, expect, it, vi } from 'vitest';
import { MailBacklog } from '../../src/mail/mail-backlog.js';
import { Closers, Product } from '../support/product.js';
import { Greetings } from './greetings.js';
import { MailServer } from './mail-server.js';

const closers = new Closers();
afterAll(() => closers.closeAll());

const MAILS = 10_000;

it('ten thousand mails wait for their server, pages are served meanwhile, and all of them go out when it is there', async () => {
  const server = await closers.add(MailServer.away(), (made) => made.close());
  const env = { MAIL_URL: server.url, MAIL_FROM: 'no-reply@mail.example.org' };
  const product = await closers.add(Product.start(env, [Greetings]), (started) => started.remove());
  for (let thousand = 0; thousand < MAILS / 1_000; thousand += 1) {
    const names = Array.from({ length: 1_000 }, (_, place) => `n${place}`);
    const { status } = await product.visitor().post('/test-greeting', { to: 'ann@example.org', names }, 'json');
    expect(status).toBe(202);
  }
  expect((await product.visitor().get('/login')).status).toBe(200);
  expect((await product.app.get(MailBacklog).read()).waiting).toBe(MAILS);
  await server.open();
  await vi.waitFor(() => expect(server.taken.length).toBeGreaterThan(0), { timeout: 60_000, interval: 20 });
  const began = performance.now();
  await vi.waitFor(() => expect(server.taken).toHaveLength(MAILS), { timeout: 400_000, interval: 100 });
  console.info(`${Math.round(MAILS / ((performance.now() - began) / 1_000))} mails a second`);
}, 600_000);
