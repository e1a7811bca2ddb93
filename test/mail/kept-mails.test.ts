import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Closers, freshStorage, Product } from '../support/product.js';
import { type Format, FORMATS } from '../support/visitor.js';
import { Greetings } from './greetings.js';
import { MailServer } from './mail-server.js';
import { mailTo } from './mailbox.js';

const closers = new Closers();
afterAll(() => closers.closeAll());

const PATHS = ['/dev/mail', '/dev/mail/x', '/dev/mail/x/html', '/dev/mail/x/raw'];

describe('in development', () => {
  let product: Product;
  beforeAll(async () => {
    product = await closers.add(Product.start({ NODE_ENV: 'development' }, [Greetings]), (started) => started.remove());
    await product.visitor().post('/test-greeting', { to: 'ann@example.org', names: ['ann'] }, 'json');
    await mailTo(product, 'ann@example.org');
  });

  it.each(FORMATS)('mails are listed and shown as text, in %s', async (format: Format) => {
    const visitor = product.visitor();
    const list = await visitor.get('/dev/mail', format);
    const { id } = await mailTo(product, 'ann@example.org');
    expect([list.status, list.text.includes('Hello ann'), list.text.includes(id)]).toEqual([200, true, true]);
    const mail = await visitor.get(`/dev/mail/${id}`, format);
    expect([mail.status, mail.text.includes('http://localhost/m?t=ann')]).toEqual([200, true]);
    // The page's own width breaks lines, and the mail's lines stay lines.
    if (format === 'html')
      expect(mail.text).toMatch(/Hello ann[^<]*(<br\/>)+[\s\S]*<br\/><a href="http:\/\/localhost\/m\?t=ann"/);
  });

  it('a mail is shown as HTML under a policy that runs and loads nothing, and as the message itself', async () => {
    const { id } = await mailTo(product, 'ann@example.org');
    const html = await product.visitor().get(`/dev/mail/${id}/html`);
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html.text).toContain('href="http://localhost/m?t=ann"');
    const raw = await product.visitor().get(`/dev/mail/${id}/raw`);
    expect(raw.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(raw.text).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
  });

  it('nothing but mails is read from the folder', async () => {
    for (const id of ['..%2f..%2fsession-secret', '%2e%2e', 'x', '..%5csecret']) {
      expect([id, (await product.visitor().get(`/dev/mail/${id}/raw`)).status]).toEqual([id, 404]);
    }
  });
});

it('with a mail server, mails are not kept, and there is no such page', async () => {
  const server = await closers.add(MailServer.start(), (started) => started.close());
  const env = { NODE_ENV: 'development', MAIL_URL: server.url, MAIL_FROM: 'a@example.org' };
  const product = await closers.add(Product.start(env), (started) => started.remove());
  for (const path of PATHS) expect([path, (await product.visitor().get(path)).status]).toEqual([path, 404]);
});

it('nobody is shown a mail outside of development', async () => {
  const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  const product = await closers.add(Product.on(storage, { NODE_ENV: 'test' }, [Greetings]), (started) => started.close());
  for (const path of PATHS) expect([path, (await product.visitor().get(path)).status]).toEqual([path, 404]);
});
