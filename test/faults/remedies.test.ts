import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reportFault } from '../../src/faults/fault-report.js';
import { REMEDIES } from '../../src/faults/remedies/remedies.js';
import { type Environment, freshStorage, Product } from '../support/product.js';
import { eventually, Program } from '../support/servers/index.js';
import { type Answer, type Format, FORMATS, type Visitor } from '../support/visitor.js';
import { MISTAKES, MistakesModule } from './faulty-pages.js';
import { UNLOADABLE, UNSTARTABLE } from './faulty-starts.js';

const remedyOf = (fault: string) => REMEDIES.find((row) => row.fault === fault)?.remedy ?? 'none';
const shown = ({ text }: Answer) => text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

type Deed = (visitor: Visitor, format: Format) => Promise<Answer>;

const HTTPS = { 'x-forwarded-proto': 'https' };

type Row = [fault: string, status: number, deed: Deed];

/** Faults of one request to a product in development; the status that comes with the remedy. */
const OVER_HTTP: readonly Row[] = [
  ...Object.keys(MISTAKES).map((fault): Row => [
    fault,
    fault === 'a store that is away' ? 503 : 500,
    (visitor, format) => visitor.get(`/mistakes/${encodeURIComponent(fault)}`, format),
  ]),
  ['a form that names no page', 500, (visitor, format) => visitor.post('/mistakes/without-page', { text: 'x' }, format)],
  [
    'a name of this machine that PUBLIC_URL does not know',
    403,
    (visitor, format) => visitor.post('/login', {}, format, { origin: 'http://my-machine.local:3000' }),
  ],
];

/** A program gets its answer without a page. */
const ON_PAGES_ONLY = ['a view that threw', 'a form that names no page'];
const MET_BY = { html: OVER_HTTP, json: OVER_HTTP.filter(([fault]) => !ON_PAGES_ONLY.includes(fault)) };

/** Faults of a product whose PUBLIC_URL is https. */
const WITH_HTTPS: readonly Row[] = [
  [
    'an https PUBLIC_URL over plain http, where browsers keep no Secure cookie',
    403,
    (visitor, format) => visitor.post('/login', {}, format),
  ],
  ['a proxy that is not trusted', 500, (visitor, format) => visitor.get('/', format, HTTPS)],
];

const SAID_IN_THE_LOG = 'an answer that was sent twice';

describe('the list of remedies', () => {
  it('has a test for every fault, and no fault twice', () => {
    const tested = [...OVER_HTTP, ...WITH_HTTPS, ...UNSTARTABLE, ...UNLOADABLE].map(([fault]) => fault);
    expect([...tested, SAID_IN_THE_LOG].toSorted()).toEqual(REMEDIES.map(({ fault }) => fault).toSorted());
  });
});

describe.each(FORMATS)('a request that meets a common fault is told what helps (%s)', (format) => {
  let product: Product;
  let secure: Product;

  beforeAll(async () => {
    product = await Product.start({ NODE_ENV: 'development' }, [MistakesModule]);
    secure = await Product.start({ NODE_ENV: 'development', PUBLIC_URL: 'https://gate.example.org' });
  });

  afterAll(async () => {
    await product.remove();
    await secure.remove();
  });

  it.each(MET_BY[format])('%s', async (fault, status, deed) => {
    const answer = await deed(product.visitor(), format);
    expect([answer.status, shown(answer)]).toEqual([status, expect.stringContaining(remedyOf(fault))]);
  });

  it.each(WITH_HTTPS)('%s', async (fault, status, deed) => {
    const answer = await deed(secure.visitor(), format);
    expect([answer.status, shown(answer)]).toEqual([status, expect.stringContaining(remedyOf(fault))]);
  });
});

/** What a product wrote into its log, while somebody visited it. */
async function logOf(env: Environment, visit: (visitor: Visitor) => Promise<unknown>, until: string): Promise<string[]> {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const product = await Product.start(env, [MistakesModule]);
  await visit(product.visitor());
  await eventually(`${until} is in the log`, () => written.join('').includes(until));
  await product.remove();
  vi.restoreAllMocks();
  return written.join('').trimEnd().split('\n');
}

describe('the log', () => {
  const twice = (visitor: Visitor) => visitor.get('/mistakes/answers/twice');

  it('tells a developer the source and the remedy below the line of the fault', async () => {
    const env = { NODE_ENV: 'development', LOG_LEVEL: 'error' };
    const [line, ...report] = await logOf(env, twice, 'ERR_HTTP_HEADERS_SENT');
    expect(line).toMatch(/^\d\d:\d\d:\d\d error unexpected-error requestId=\S+ event=unexpected-error /);
    expect(report.filter((told) => !told.startsWith('    '))).toEqual([]);
    expect(report).toContain(`    what helps: ${remedyOf(SAID_IN_THE_LOG)}`);
    expect(report).toContainEqual(expect.stringMatching(/^ {4}at test\/faults\/faulty-pages\.tsx:\d+:\d+$/));
  });

  it('tells everybody else the class and the places, and no message', async () => {
    const lines = await logOf({ NODE_ENV: 'test', LOG_LEVEL: 'error' }, twice, 'ERR_HTTP_HEADERS_SENT');
    expect(lines).toEqual([expect.stringMatching(/ error=Error code=ERR_HTTP_HEADERS_SENT stack=/)]);
    expect(lines[0]).not.toContain('headers after they are sent');
  });

  it('warns a developer of a page that is empty because its handler returned nothing', async () => {
    const visits = async (visitor: Visitor) => {
      await visitor.get('/mistakes/answers/data');
      await visitor.get('/mistakes/answers/nothing');
    };
    const lines = await logOf({ NODE_ENV: 'development', LOG_LEVEL: 'warn' }, visits, 'an empty page');
    expect(lines).toEqual([
      expect.stringMatching(/ warn an empty page .*route=\/mistakes\/answers\/nothing remedy=.*return page\(/),
    ]);
  });
});

describe('a start that meets a common fault is told what helps', () => {
  it.each(UNSTARTABLE)('%s', async (fault, module) => {
    const storage = await freshStorage();
    const error: unknown = await Product.on(storage, {}, [module]).catch((failure: unknown) => failure);
    await storage.remove();
    expect(reportFault(error).remedy).toBe(remedyOf(fault));
  });

  it.each(UNLOADABLE)('%s', async (fault, files, place) => {
    const root = mkdtempSync(join(tmpdir(), 'gatehouse-unloadable-'));
    cpSync('dist', join(root, 'dist'), { recursive: true });
    cpSync('package.json', join(root, 'package.json'));
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    for (const [name, code] of Object.entries(files)) writeFileSync(join(root, 'dist/src/team', name), code);
    const program = new Program('env', ['-C', root, process.execPath, 'dist/src/main.js']);
    expect(await program.exited).toBe(1);
    rmSync(root, { recursive: true });
    expect(program.errors.join('\n')).toContain(`what helps: ${remedyOf(fault)}`);
    expect(program.errors.join('\n')).toMatch(place);
  });
});
