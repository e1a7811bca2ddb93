import { afterEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { Closers, type Environment, Product } from '../support/product.js';
import { scrape } from '../support/observing.js';
import { Greetings } from './greetings.js';
import { MailServer } from './mail-server.js';

const closers = new Closers();
afterEach(() => closers.closeAll());

function productWith(env: Environment): Promise<Product> {
  const all = { MAIL_FROM: 'Shop <no-reply@mail.example.org>', METRICS_PORT: '0', ...env };
  return closers.add(Product.start(all, [Greetings]), (started) => started.remove());
}

/** Causes mails, and waits until the first try has failed. */
async function greet(product: Product, ...names: string[]): Promise<void> {
  const warned = vi.spyOn(product.app.get(Logger), 'warn');
  await product.visitor().post('/test-greeting', { to: 'ann@example.org', names }, 'json');
  const told = () =>
    expect(warned.mock.calls.map(([line]) => String(line))).toContainEqual(expect.stringMatching(/do not go out/));
  await vi.waitFor(told, { timeout: 45_000, interval: 20 });
}

async function metricsOf(product: Product): Promise<(number | undefined)[]> {
  const { samples } = await scrape(product);
  const names = ['gatehouse_mails_waiting', 'gatehouse_mails_total{outcome="sent"}', 'gatehouse_mails_total{outcome="failed"}'];
  return names.map((name) => samples.get(name));
}

const eventually = (fact: () => Promise<void>) => vi.waitFor(fact, { timeout: 60_000, interval: 50 });

describe('while the mail server is away', () => {
  it('an instance is ready, and its metrics tell what waits and for how long', { timeout: 120_000 }, async () => {
    const there = await closers.add(MailServer.away(), (made) => made.close());
    const product = await productWith({ MAIL_URL: there.url });
    await greet(product, 'one', 'two');
    expect((await product.visitor().get('/health/ready', 'json')).status).toBe(200);
    await eventually(async () => expect(await metricsOf(product)).toEqual([2, 0, 0]));
    await eventually(async () => expect((await scrape(product)).samples.get('gatehouse_mail_oldest_seconds')).toBeGreaterThan(0));
    await there.open();
    await eventually(async () => expect(await metricsOf(product)).toEqual([0, 2, 0]));
    expect((await scrape(product)).samples.get('gatehouse_mail_oldest_seconds')).toBe(0);
  });

  it('because its name is not known at the moment, mails wait', { timeout: 120_000 }, async () => {
    const product = await productWith({ MAIL_URL: 'smtp://mail.invalid' });
    await greet(product, 'one');
    await eventually(async () => expect(await metricsOf(product)).toEqual([1, 0, 0]));
  });
});

it('a mail whose recipient is refused has failed, and waits no more', { timeout: 120_000 }, async () => {
  const there = await closers.add(MailServer.start({ answers: { recipient: () => [550, 'nobody here'] } }), (made) =>
    made.close(),
  );
  const product = await productWith({ MAIL_URL: there.url });
  await product.visitor().post('/test-greeting', { to: 'ann@example.org', names: ['one'] }, 'json');
  await eventually(async () => expect(await metricsOf(product)).toEqual([0, 0, 1]));
});
