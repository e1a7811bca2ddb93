import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PrincipalsService } from '../../src/users/principal/principals.service.js';
import { Product } from '../support/product.js';
import { copyOf, FORMATS, remembered, reopened } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const BODIES: [string, string][] = [
  ['application/json', 'null'],
  ['application/json', '{'],
  ['application/json', '[1]'],
  ['text/plain', 'bye'],
  ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--'],
  ['application/x-www-form-urlencoded', 'account=somebody-else&a=%E0%A4'],
  ['application/x-www-form-urlencoded; charset=utf-16', 'a=b'],
  ['application/octet-stream', 'x'.repeat(100_000)],
];

describe.each(FORMATS)('POST /logout (%s)', (format) => {
  it.each(BODIES)('ignores whatever comes with it: %s', async (type, body) => {
    const visitor = product.visitor();
    await remembered(visitor);
    const before = copyOf(visitor);
    const accept = format === 'html' ? 'text/html' : 'application/json';
    const answer = await visitor.send('/logout', { method: 'POST', body, headers: { accept, 'content-type': type } });
    expect(answer.status).toBe(format === 'html' ? 303 : 204);
    expect([visitor.cookies.has('session'), visitor.cookies.has('remember')]).toEqual([false, false]);
    expect(answer.headers.get('clear-site-data')).toBe(null);
    expect((await before.get('/dashboard', 'json')).status).toBe(401);
    expect((await reopened(before).get('/dashboard', 'json')).status).toBe(401);
  });

  it('asks for no principal: it revokes a session whose account cannot be looked up now', async () => {
    const visitor = product.visitor();
    await remembered(visitor);
    const before = copyOf(visitor);
    const away = Object.assign(new Error('postgresql is away'), { code: 'ECONNREFUSED' });
    const principals = vi.spyOn(product.app.get(PrincipalsService), 'resolve').mockRejectedValue(away);
    expect((await visitor.get('/dashboard', format)).status).toBe(503);
    expect((await visitor.post('/logout', {}, format)).status).toBe(format === 'html' ? 303 : 204);
    principals.mockRestore();
    expect((await before.get('/dashboard', 'json')).status).toBe(401);
  });
});

describe('the button of /logout', () => {
  it('stands in a form with a named field for a guest too: lynx would send it as GET otherwise', async () => {
    const { text } = await product.visitor().get('/logout');
    const [form = ''] = /<form method="post" action="\/logout">.*?<\/form>/s.exec(text) ?? [];
    expect(form).toMatch(/<input type="hidden" name="account"/);
  });
});
