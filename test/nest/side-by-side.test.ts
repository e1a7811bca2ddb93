import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DocumentedModule } from './documented/documented.module.js';
import { type Seen, SideBySide } from './side-by-side.js';

type Sent = [method: string, path: string, body?: unknown];

const get = (room: string, paths: readonly string[]): Sent[] => paths.map((path) => ['GET', `/${room}${path}`]);

const SAME: Sent[] = [
  ...get('statuses', ['', '/passthrough', '/headers', '/html', '/csv', '/moved', '/docs', '/docs?version=5']),
  ['HEAD', '/statuses'],
  ['POST', '/statuses', {}],
  ['PUT', '/statuses', {}],
  ['PATCH', '/statuses', {}],
  ['DELETE', '/statuses'],
  ['POST', '/statuses/accepted', {}],
  ...get('returns', ['/null', '/nothing', '/list', '/class', '/promise', '/observable', '/file', '/buffered-file', '/generated', '/web', '/by-hand', '/sent-file', '/events']), // prettier-ignore
  ...get('pipes', ['/int/1', '/query', '/query?page=2&all=true&colour=black&ids=1,2', '/serialized', '/wrapped', '/cached']), // prettier-ignore
  ['POST', '/pipes/cats', { name: 'Tom', age: '3', unknown: 1 }],
  ...get('requests', ['/parts/1/tom?a=1&a=2&b[c]=3&d=%C3%A4', '/parts/a%20b/c%2Fd', '/files/deep/down.txt', '/scoped', '/any', '/filtered']), // prettier-ignore
  ['DELETE', '/requests/any'],
  // What an author answers alone, or made an object of, is answered as it is.
  ...get('exceptions', ['/object', '/own-object', '/filtered']),
];

/** The author's text, in our form: what Nest's body says is in ours too, and stands on the page. */
const REFUSED: Sent[] = [
  ...[400, 401, 402, 403, 404, 405, 406, 409, 410, 413, 415, 418, 422, 424, 429, 451, 499, 500, 501, 502, 503, 504, 599].map((status): Sent => ['GET', `/exceptions/status/${status}`]), // prettier-ignore
  ...get('exceptions', [
    '/described',
    '/not-found',
    '/unauthorized',
    '/broken',
    '/away',
    '/gateway',
    '/status/abc',
    '/http-error/409',
    '/object-thrown',
    '/taken',
  ]),
  ...get('pipes', ['/int/x', '/uuid/x', '/query?page=x', '/query?all=x', '/query?colour=red', '/query?ids=1,x']),
  ['POST', '/pipes/cats', { name: '', age: 'x' }],
  ['POST', '/pipes/strict', { name: 'Tom', unknown: 1 }],
];

/** Nobody has said anything but a status. */
const UNSAID = ['/exceptions/forbidden', '/exceptions/teapot', '/exceptions/guarded', '/exceptions/http-error/503', '/pipes/slow'].map((path): Sent => ['GET', path]); // prettier-ignore

let both: SideBySide;

beforeAll(async () => {
  both = await SideBySide.start([DocumentedModule]);
});

afterAll(() => both.stop());

function ask([method, path, body]: Sent, accept = 'application/json'): Promise<{ readonly nest: Seen; readonly ours: Seen }> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  return both.ask(path, {
    method,
    headers: {
      accept,
      'x-own': 'yes',
      'x-agent': '007',
      cookie: 'own=a%20b',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...json,
  });
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

describe('a module by the documentation of Nest alone', () => {
  it.each(SAME)('is answered as Nest answers it: %s %s', async (...sent) => {
    const { nest, ours } = await ask(sent);
    expect(ours).toEqual(nest);
  });

  it.each(SAME)('gives browsers the same: %s %s', async (...sent) => {
    const { nest, ours } = await ask(sent, 'text/html');
    expect(ours.status).toBe(nest.status);
  });

  it.each(REFUSED)('is refused with its own status and text: %s %s', async (...sent) => {
    const { nest, ours } = await ask(sent);
    const [theirs, problem] = [JSON.parse(nest.body), JSON.parse(ours.body)];
    expect(ours.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect([ours.status, problem]).toEqual([nest.status, expect.objectContaining(theirs)]);
    const text = [theirs.message].flat().join('; ');
    expect(problem).toMatchObject({ status: nest.status, detail: text, requestId: expect.any(String) });
    const page = (await ask(sent, 'text/html')).ours;
    expect([page.status, page.headers['content-type']]).toEqual([nest.status, 'text/html; charset=utf-8']);
    expect(page.body).toContain(`<p>${escaped(text)}</p>`);
  });

  it.each(UNSAID)('has a text of the product where nobody has said any: %s %s', async (...sent) => {
    const { nest, ours } = await ask(sent);
    const problem = JSON.parse(ours.body);
    expect([ours.status, problem]).toEqual([nest.status, expect.objectContaining(JSON.parse(nest.body))]);
    expect(problem.detail).not.toMatch(/^(Forbidden|Forbidden resource)$/);
  });

  it('is refused likewise where a handler passes its error on', async () => {
    const { nest, ours } = await ask(['GET', '/requests/passed']);
    expect([ours.status, ours.headers['x-own'], JSON.parse(ours.body)]).toEqual([429, nest.headers['x-own'], expect.objectContaining(JSON.parse(nest.body))]); // prettier-ignore
  });

  it('may have the code of a text for its text', async () => {
    const { ours } = await ask(['GET', '/exceptions/coded']);
    expect(JSON.parse(ours.body)['detail']).toBe('You do not have permission to do this.');
  });

  it('shows browsers the text that an object holds', async () => {
    const { ours } = await ask(['GET', '/exceptions/object'], 'text/html');
    expect([ours.status, ours.body]).toEqual([403, expect.stringContaining('<p>This is a custom message</p>')]);
  });

  it('has middleware that fails with a status, and whose message nobody hears', async () => {
    const { nest, ours } = await ask(['GET', '/exceptions/middleware']);
    expect([ours.status, nest.status]).toEqual([507, 507]);
    expect(ours.body).not.toContain('machine');
  });

  it('has parsers that quote what was sent, which nobody hears', async () => {
    const { nest, ours } = await ask(['GET', '/exceptions/unreadable']);
    expect([ours.status, nest.status]).toEqual([415, 415]);
    expect(ours.body).not.toContain('of the visitor');
  });
});
