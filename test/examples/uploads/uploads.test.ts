import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { type Format, FORMATS, signIn, type Visitor } from '../../support/visitor.js';
import { PicturesModule } from './pictures.module.js';

const MEBIBYTE = 1024 * 1024;
const ACCEPT = { html: 'text/html', json: 'application/json' };

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await Product.start({}, [PicturesModule]);
  visitor = product.visitor();
  await signIn(visitor);
});

afterAll(() => product.remove());

interface Sent {
  readonly bytes?: Buffer;
  readonly type?: string;
  readonly title?: string;
  readonly more?: Record<string, string>;
}

function form({ bytes = Buffer.from('PNG'), type = 'image/png', title = 'Tree', more = {} }: Sent): FormData {
  const data = new FormData();
  data.set('title', title);
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  data.set('picture', new Blob([new Uint8Array(bytes)], { type }), 'B\u00e4ume.png');
  return data;
}

const upload = (sent: Sent, format: Format = 'json', by = visitor, headers: Record<string, string> = {}) =>
  by.send('/picture', { method: 'POST', body: form(sent), headers: { accept: ACCEPT[format], ...headers } });

/** Files of uploads that are still there, of whatever product. */
const leftOver = () =>
  readdirSync(tmpdir())
    .filter((name) => name.startsWith('gatehouse-uploads-'))
    .flatMap((name) => readdirSync(`${tmpdir()}/${name}`));

describe("the guide's upload", () => {
  it('takes nearly 10 MB and gives them back as they were', async () => {
    const bytes = Buffer.alloc(10 * MEBIBYTE - 2_000, 'picture');
    const kept = await upload({ bytes });
    expect([kept.status, kept.json]).toEqual([200, { title: 'Tree', size: bytes.length, redirectTo: '/picture' }]);
    const answer = await fetch(`${product.url}/picture/file`, {
      headers: { cookie: [...visitor.cookies].map((one) => one.join('=')).join('; ') },
    });
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="picture.png"');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('sends a browser on, and leaves nothing behind', async () => {
    const { status, headers } = await upload({}, 'html');
    expect([status, headers.get('location')]).toEqual([303, '/picture']);
    await expect.poll(leftOver, { timeout: 5_000 }).toEqual([]);
  });

  it.each(FORMATS)('is refused at its field, with what was typed kept (%s)', async (format) => {
    const answer = await upload({ type: 'text/html', title: 'A tree' }, format);
    expect([answer.status, answer.text.includes('Please choose a PNG picture')]).toEqual([422, true]);
    expect(answer.text.includes('value="A tree"')).toBe(format === 'html');
    const untitled = await upload({ title: ' ' }, format);
    expect([untitled.status, untitled.text.includes('Please give it a title')]).toEqual([422, true]);
  });

  it.each(FORMATS)('of more than 10 MB is 413, announced or not (%s)', async (format) => {
    const bytes = Buffer.alloc(10 * MEBIBYTE + 1);
    expect((await upload({ bytes }, format)).status).toBe(413);
    // Each of its parts is within the limit.
    const body = form({
      bytes: Buffer.alloc(4 * MEBIBYTE),
      more: { one: 'x'.repeat(4 * MEBIBYTE), two: 'x'.repeat(4 * MEBIBYTE) },
    });
    const whole = new Response(body);
    const chunked = await fetch(`${product.url}/picture`, {
      method: 'POST',
      body: whole.body,
      duplex: 'half',
      headers: {
        accept: ACCEPT[format],
        'content-type': whole.headers.get('content-type') ?? '',
        cookie: [...visitor.cookies].map((one) => one.join('=')).join('; '),
      },
    } as RequestInit);
    expect(chunked.status).toBe(413);
    await expect.poll(leftOver, { timeout: 5_000 }).toEqual([]);
  });

  it.each(FORMATS)('of a kind that the handler does not name is 415 (%s)', async (format) => {
    const answer = await visitor.post('/picture', { title: 'Tree' }, format);
    expect([answer.status, answer.text.includes('That kind of content is not taken here.')]).toEqual([415, true]);
  });

  it.each([
    ['no end', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nTree'],
    ['no boundary', 'multipart/form-data', '--x--'],
    ['a name that would become a list', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a[999999]"\r\n\r\n1\r\n--x--\r\n'], // prettier-ignore
  ])('with %s is 400', async (_what, type, body) => {
    const headers = { accept: 'application/json', 'content-type': type };
    expect((await visitor.send('/picture', { method: 'POST', body, headers })).json['code']).toBe('bad_request');
  });

  it('of two files where one is taken is 413', async () => {
    const body = form({});
    body.append('other', new Blob(['x']), 'x.png');
    const answer = await visitor.send('/picture', { method: 'POST', body, headers: { accept: 'application/json' } });
    expect(answer.status).toBe(413);
  });

  it('is closed to guests, to other sites and to the page of another account, before anything is kept', async () => {
    const big = { bytes: Buffer.alloc(MEBIBYTE) };
    expect((await upload(big, 'json', product.visitor())).json['code']).toBe('login_required');
    expect((await upload(big, 'json', visitor, { 'sec-fetch-site': 'cross-site' })).json['code']).toBe('cross_site_request');
    expect((await upload({ more: { account: 'somebody-else' } })).json['code']).toBe('account_changed');
    await expect.poll(leftOver, { timeout: 5_000 }).toEqual([]);
  });

  it('has a form that browsers send with its file', async () => {
    const { text } = await visitor.get('/picture');
    expect(text).toMatch(/<form[^>]*enctype="multipart\/form-data"/);
    expect(text).toMatch(/<input[^>]*aria-describedby="picture-hint"[^>]*type="file"/);
  });
});
