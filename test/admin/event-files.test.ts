import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuditLog } from '../../src/audit/query/audit-log.js';
import { sql, tell } from '../audit/auditing.js';
import { Product } from '../support/product.js';
import { FORMATS, register, someone, type Visitor } from '../support/visitor.js';

const NOON = Date.parse('2026-01-02T12:00:00Z');
const DAY = 'from=2026-01-02&to=2026-01-03';

let product: Product;
let admin: Visitor;

beforeAll(async () => {
  product = await Product.start();
  admin = await product.signedIn({ role: 'admin' });
  const person = { ...someone(), username: 'ada.l' };
  const ada = (await register(product.visitor(), person)).json['user'].id as string;
  await tell(
    product,
    [
      { event: 'logged-in', accountId: ada, device: 'Mozilla/5.0 "Firefox", 140', changes: { displayName: ['', '@SUM(A1)'] } },
      { event: 'user-disabled', accountId: ada, address: '192.0.2.200', reason: '=cmd()' },
      { event: 'login-failed', reason: 'two\nlines' },
    ],
    NOON,
  );
});

afterEach(() => vi.restoreAllMocks());
afterAll(() => product.remove());

describe('the log as a file', () => {
  const LINES = 20_000;
  /** So many rows are read at a time. */
  const PAGE = 250;
  const YEAR = 'from=2024-01-01&to=2025-01-01';

  /** Rows of about a kilobyte, more of them than any buffer on the way takes. */
  const fill = (): Promise<unknown> =>
    sql(product, `insert into audit_events (id, at, event, count, address, device, reason, salt, commitment)
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid, at, 'throttled', n,
        case when n % 7 = 6 then '10.6.0.' || n % 20 else '10.' || n % 7 || '.' || n % 256 || '.' || n % 200 end::inet, repeat('d', 300), repeat('r', 500), '', ''
      from (select n, timestamptz '2024-02-01' + n * interval '1 second' as at from generate_series(1, ${LINES}) n) happened`); // prettier-ignore

  beforeAll(fill);

  it('has all of the filter as CSV, in which nothing is a formula', async () => {
    const { status, headers, text } = await admin.get(`/admin/events?${DAY}&account=ada.l&format=csv`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers.get('content-disposition')).toBe('attachment; filename="events.csv"');
    const [names, disabled, loggedIn, ...more] = text.split('\r\n');
    expect(names).toMatch(/^"id","at","event","count","account","username"/);
    expect(disabled).toContain(`"'=cmd()"`);
    expect([loggedIn?.includes('"ada.l"'), more]).toEqual([true, ['']]);
  });

  it('has all of the filter as lines of JSON, the same objects as the pages', async () => {
    const { status, headers, text } = await admin.get(`/admin/events?${DAY}&format=jsonl`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    expect(headers.get('content-disposition')).toBe('attachment; filename="events.jsonl"');
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as object); // prettier-ignore
    expect(lines).toEqual((await admin.get(`/admin/events?${DAY}`, 'json')).json['events']);
  });

  it('is empty where nothing is like that', async () => {
    expect((await admin.get('/admin/events?event=passkey-cloned&format=jsonl')).text).toBe('');
    expect((await admin.get('/admin/events?event=passkey-cloned&format=csv')).text.split('\r\n')).toHaveLength(2);
  });

  it.each(FORMATS)('is refused like the page (%s)', async (format) => {
    expect((await admin.get('/admin/events?format=csv&address=x', format)).status).toBe(422);
  });

  it.each(['csv', 'jsonl'])('is complete, and begins while most of it has not been read yet (%s)', async (kind) => {
    const asked = vi.spyOn(AuditLog.prototype, 'page');
    const cookie = [...admin.cookies].map((one) => one.join('=')).join('; ');
    const answer = await fetch(`${product.url}/admin/events?${YEAR}&format=${kind}`, { headers: { cookie } });
    const decoder = new TextDecoder();
    let [text, pagesAtFirst] = ['', 0];
    for await (const piece of answer.body ?? []) {
      pagesAtFirst ||= asked.mock.calls.length;
      text += decoder.decode(piece, { stream: true });
    }
    expect(asked.mock.calls.length).toBe(LINES / PAGE);
    expect(pagesAtFirst).toBeLessThan(LINES / PAGE / 2);
    // Each row counts its place.
    const counts = text.trimEnd().split('\n').slice(kind === 'csv' ? 1 : 0).map((line) => Number(/"throttled",(\d+)|"count":(\d+)/.exec(line)?.slice(1).find(Boolean))); // prettier-ignore
    expect(counts).toEqual(Array.from({ length: LINES }, (_, place) => LINES - place));
  });

  it.each([
    ['10.0.0.0/8', () => true],
    ['10.3.0.0/16', (place: number) => place % 7 === 3],
    ['10.6.0.0/16', (place: number) => place % 7 === 6],
    ['10.3.5.0/24', (place: number) => place % 7 === 3 && place % 256 === 5],
  ])('has all of the network %s, of however many addresses', async (address, isMeant) => {
    const { text } = await admin.get(`/admin/events?${YEAR}&address=${address}&format=jsonl`);
    const places = text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { count: number }).count); // prettier-ignore
    expect(places).toEqual(Array.from({ length: LINES }, (_, place) => LINES - place).filter(isMeant));
  });
});
