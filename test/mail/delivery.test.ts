import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { clock } from '../../src/testing/index.js';
import { Authority } from '../support/servers/index.js';
import { Closers, type Environment, Product } from '../support/product.js';
import { Greetings } from './greetings.js';
import { headersOf, MailServer } from './mail-server.js';

const closers = new Closers();
afterEach(async () => {
  clock().reset();
  await closers.closeAll();
});

const FROM = { MAIL_FROM: 'Shop <no-reply@mail.example.org>', MAIL_REPLY_TO: 'help@example.org' };

function server(options: Parameters<typeof MailServer.start>[0] = {}): Promise<MailServer> {
  return closers.add(MailServer.start(options), (started) => started.close());
}

function productWith({ url }: MailServer, env: Environment = {}): Promise<Product> {
  return closers.add(Product.start({ MAIL_URL: url, ...FROM, ...env }, [Greetings]), (started) => started.remove());
}

async function greet(product: Product, to: string, ...names: string[]): Promise<void> {
  const { status } = await product.visitor().post('/test-greeting', { to, names }, 'json');
  expect(status).toBe(202);
}

/** Milliseconds after each dot: longer than anything else takes, and within the time-out of a step. */
const SLOW = 4_000;

const eventually = (fact: () => void, timeout = 45_000) => vi.waitFor(fact, { timeout, interval: 20 });

const countOf = (product: Product, event: string) => new Map(product.app.get(Logger).securityEvents).get(event as never);

describe('a mail', () => {
  let mail: MailServer['taken'][number];
  let headers: Map<string, string>;
  beforeEach(async () => {
    const there = await server();
    await greet(await productWith(there), 'ann@example.org', 'ann');
    await eventually(() => expect(there.taken).toHaveLength(1));
    [mail] = there.taken as [typeof mail];
    headers = headersOf(mail.raw);
  });

  it('goes to one recipient, from the address of the house, and says that no person wrote it', () => {
    expect([mail.from, mail.to]).toEqual(['no-reply@mail.example.org', ['ann@example.org']]);
    expect(headers.get('from')).toBe('Shop <no-reply@mail.example.org>');
    expect(headers.get('reply-to')).toBe('help@example.org');
    expect(headers.get('to')).toBe('ann@example.org');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('message-id')).toMatch(/^<[0-9a-f-]{36}@mail\.example\.org>$/);
    expect(headers.get('content-language')).toBe('en');
    for (const field of ['cc', 'bcc', 'precedence', 'x-priority', 'importance']) expect(headers.has(field)).toBe(false);
    // A bounce must not carry the link.
    expect(mail.dsnReturn).toBe('HDRS');
  });

  it('has no line that a program would break, and its link alone on one', () => {
    const lines = mail.raw.split('\r\n');
    const [, textPart = ''] = mail.raw.split('text/plain');
    const text = textPart.split('text/html')[0]?.split('\r\n') ?? [];
    expect(text.filter((line) => line.length > 76)).toEqual([]);
    expect(text).toContain('http://localhost/m?t=ann');
    expect(lines.every((line) => line.length <= 998)).toBe(true);
    expect(mail.raw.match(/http:\/\/localhost\/m/g)).toHaveLength(2);
    expect(mail.raw).not.toMatch(/<(img|link|script|iframe)\b|url\(/i);
  });
});

describe('a mail server', () => {
  it('that is away slows nobody, and gets what waits when it is there', async () => {
    const there = await closers.add(MailServer.away(), (made) => made.close());
    const product = await productWith(there);
    await greet(product, 'ann@example.org', 'one', 'two', 'three');
    await eventually(() => expect(product.app.get(Logger)).toBeDefined());
    await there.open();
    await eventually(() => expect(there.taken).toHaveLength(3));
    // The server has a mail before we know that it has.
    await eventually(() => expect(countOf(product, 'mail-sent')).toBe(3));
  });

  it('that wants us to come again later gets the mail again, which looks the same', async () => {
    let asked = 0;
    const there = await server({ answers: { data: () => ((asked += 1) === 1 ? [451, 'not now'] : undefined) } });
    await greet(await productWith(there), 'ann@example.org', 'ann');
    await eventually(() => expect(there.taken).toHaveLength(1));
    const ids = there.heard.map(({ raw }) => headersOf(raw).get('message-id'));
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('that refuses the recipient ends the mail, and no other', async () => {
    const refuse = (address: string) => (address.startsWith('bob') ? ([550, '5.1.1 no such user'] as const) : undefined);
    const there = await server({ answers: { recipient: refuse } });
    const product = await productWith(there);
    await greet(product, 'bob@example.org', 'bob');
    await eventually(() => expect(countOf(product, 'mail-failed')).toBe(1));
    await greet(product, 'ann@example.org', 'ann');
    await eventually(() => expect(there.taken.map(({ to }) => to)).toEqual([['ann@example.org']]));
    expect(there.recipients).toEqual(['bob@example.org', 'ann@example.org']);
  });

  it('that refuses our password gets the mail when that is mended', async () => {
    const there = await server({ withAuth: true, answers: { auth: () => [535, '5.7.8 wrong'] } });
    await greet(await productWith(there), 'ann@example.org', 'ann');
    await eventually(() => expect(there.logins.length).toBeGreaterThan(1));
    expect(there.heard).toEqual([]);
    there.answers.auth = undefined;
    await eventually(() => expect(there.taken).toHaveLength(1));
  });

  it('that is silent after the dot gets the mail again', async () => {
    const there = await server();
    const silence = new Promise<undefined>(() => undefined);
    there.answers.data = () => (there.heard.length === 1 ? silence : undefined);
    await greet(await productWith(there), 'ann@example.org', 'ann');
    await eventually(() => expect(there.taken).toHaveLength(1), 60_000);
    expect(there.heard).toHaveLength(2);
  });

  it('that is slow gets each mail once, and nobody else waits for it', async () => {
    const there = await server({ answers: { data: () => sleep(SLOW).then(() => undefined) } });
    const product = await productWith(there);
    const names = ['one', 'two', 'three', 'four', 'five', 'six'];
    await greet(product, 'ann@example.org', ...names);
    await eventually(() => expect(there.heard.length).toBeGreaterThan(0));
    expect((await product.visitor().get('/login')).status).toBe(200);
    // The page has come while the first of the mails was waited for.
    expect(there.taken).toEqual([]);
    await eventually(() => expect(countOf(product, 'mail-sent')).toBe(names.length));
    expect(there.heard).toHaveLength(names.length);
  });

  it('of another machine that offers no TLS is told nothing', async () => {
    // To a sender this is no loopback address, though Linux brings it to this very machine.
    const there = await server({ withAuth: true, host: '0.0.0.0' });
    const product = await productWith(there);
    const warned = vi.spyOn(product.app.get(Logger), 'warn');
    await greet(product, 'ann@example.org', 'ann');
    await eventually(() => expect(there.connections).toBeGreaterThan(1));
    expect([there.logins, there.recipients, there.heard]).toEqual([[], [], []]);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('mails do not go out'), { reason: 'ETLS STARTTLS 500' });
  });

  it('that never takes a mail is asked for a day, and then the mail has failed', async () => {
    const there = await server({ answers: { data: () => [451, 'not now'] } });
    const product = await productWith(there);
    await greet(product, 'ann@example.org', 'ann');
    await eventually(() => expect(there.heard).toHaveLength(1));
    clock().forward('23h');
    await eventually(() => expect(there.heard).toHaveLength(2));
    expect(countOf(product, 'mail-failed')).toBe(0);
    clock().forward('1h');
    await eventually(() => expect(countOf(product, 'mail-failed')).toBe(1));
    there.answers.data = undefined;
    await greet(product, 'bob@example.org', 'bob');
    await eventually(() => expect(there.taken.map(({ to }) => to)).toEqual([['bob@example.org']]));
    expect(there.heard).toHaveLength(4);
  }, 120_000);

  it.each([
    ['by STARTTLS', false],
    ['from the first byte', true],
  ])('whose certificate nobody vouches for is told no password, %s; with MAIL_CA_FILE it is', async (_how, secure) => {
    const authority = await closers.add(Promise.resolve(new Authority()), (made) => Promise.resolve(made.remove()));
    const there = await server({ withAuth: true, secure, tls: authority.issue('IP:127.0.0.1') });
    const product = await productWith(there);
    await greet(product, 'ann@example.org', 'ann');
    await eventually(() => expect(there.connections).toBeGreaterThan(1));
    expect([there.logins, there.heard]).toEqual([[], []]);
    const trusting = { MAIL_URL: there.url, ...FROM, MAIL_CA_FILE: authority.file };
    await product.close();
    await closers.add(Product.on(product.storage, trusting, [Greetings]), (started) => started.close());
    await eventually(() => expect(there.taken).toHaveLength(1));
    expect(there.logins).toEqual([['shop', 'a-secret-word']]);
  });
});
