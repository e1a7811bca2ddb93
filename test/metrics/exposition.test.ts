import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Exposition, growth, scrape, settledScrapes } from '../support/observing.js';
import { Product } from '../support/product.js';
import { logIn, PASSWORD, register, sessionIdOf, signIn, someone } from '../support/visitor.js';

/** Every family of docs/observability.md that is our own. */
const FAMILIES: [name: string, type: string, sample: string][] = [
  ['gatehouse_build_info', 'gauge', `{version="0.1.0",node="${process.versions.node}"}`],
  ['gatehouse_http_requests_total', 'counter', '{method="GET",route="/dashboard",status="200",format="html"}'],
  ['gatehouse_http_request_duration_seconds', 'histogram', '_sum{method="GET",route="/dashboard",status="200"}'],
  ['gatehouse_logins_total', 'counter', '{outcome="throttled"}'],
  ['gatehouse_throttle_refusals_total', 'counter', '{count="account"}'],
  ['gatehouse_security_events_total', 'counter', '{event="start-failed"}'],
  ['gatehouse_hash_jobs_active', 'gauge', ''],
  ['gatehouse_hash_jobs_waiting', 'gauge', '{kind="stranger"}'],
  ['gatehouse_hash_refusals_total', 'counter', '{kind="known"}'],
  ['gatehouse_sessions_started_total', 'counter', ''],
  ['gatehouse_authentications_total', 'counter', '{kind="password"}'],
  ['gatehouse_streams_open', 'gauge', ''],
  ['gatehouse_mass_revocations', 'gauge', ''],
  ['gatehouse_sessions_ended_total', 'counter', '{reason="logged-out"}'],
  ['gatehouse_session_revived_writes_prevented_total', 'counter', ''],
  ['gatehouse_store_duration_seconds', 'histogram', '_count{operation="read",result="ok"}'],
  ['gatehouse_sql_duration_seconds', 'histogram', '_count{result="ok"}'],
  ['gatehouse_pool_connections', 'gauge', '{state="idle"}'],
  ['gatehouse_pool_connections_max', 'gauge', ''],
  ['gatehouse_pool_waiting', 'gauge', ''],
  ['gatehouse_mails_total', 'counter', '{outcome="failed"}'],
  ['gatehouse_mails_waiting', 'gauge', ''],
  ['gatehouse_mail_oldest_seconds', 'gauge', ''],
  ['gatehouse_audit_rows_total', 'counter', '{outcome="written"}'],
  ['gatehouse_audit_seals_total', 'counter', ''],
  ['gatehouse_audit_verifications_total', 'counter', '{outcome="failed"}'],
  ['gatehouse_audit_unsealed_seconds', 'gauge', ''],
  ['gatehouse_breaker_open', 'gauge', '{store="redis"}'],
];

/** The dashboard and the alerts read these of prom-client's own metrics. */
const OF_NODE = ['nodejs_eventloop_lag_p99_seconds', 'process_cpu_seconds_total', 'process_resident_memory_bytes'];

let product: Product;
let settled: () => Promise<Exposition>;

beforeAll(async () => {
  product = await Product.start({ METRICS_PORT: '0', BCRYPT_COST: '10', HASH_QUEUE: '2' });
  settled = settledScrapes(product);
});

afterAll(() => product.remove());

describe('the exposition', () => {
  it('has every family, with its type and a sample, and no other of ours', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await visitor.get('/dashboard');
    const { types, samples, text } = await settled();
    for (const [name, type, sample] of FAMILIES) {
      expect([name, types.get(name)]).toEqual([name, type]);
      expect([...samples.keys()]).toContain(name + sample);
      expect(text).toMatch(new RegExp(`^# HELP ${name} .`, 'm'));
    }
    const ours = [...types.keys()].filter((name) => name.startsWith('gatehouse_'));
    expect(ours.sort()).toEqual(FAMILIES.map(([name]) => name).sort());
    for (const name of OF_NODE) expect(samples.has(name)).toBe(true);
  });

  it('tells how long stores and requests took, in seconds', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const before = await settled();
    await visitor.get('/dashboard');
    const grown = growth(before, await settled(), /_(sum|count)\{/);
    expect(grown['gatehouse_store_duration_seconds_count{operation="read",result="ok"}']).toBe(1);
    for (const sum of [
      'gatehouse_store_duration_seconds_sum{operation="read",result="ok"}',
      'gatehouse_http_request_duration_seconds_sum{method="GET",route="/dashboard",status="200"}',
    ]) {
      expect(grown[sum]).toBeGreaterThan(0);
      expect(grown[sum]).toBeLessThan(5);
    }
  });

  it('shows the hash threads at work, who waits, and who was refused', async () => {
    const [visitor, person] = [product.visitor(), someone()];
    await register(visitor, person);
    const before = await settled();
    const logins = Array.from({ length: 8 }, () => logIn(product.visitor(), person));
    const { samples } = await vi.waitFor(async () => {
      const exposition = await scrape(product);
      expect(exposition.samples.get('gatehouse_hash_jobs_waiting{kind="stranger"}')).toBe(2);
      return exposition;
    });
    expect(samples.get('gatehouse_hash_jobs_active')).toBe(1);
    const refused = (await Promise.all(logins)).filter(({ status }) => status === 503).length;
    const after = await settled();
    expect(refused).toBeGreaterThan(0);
    expect(growth(before, after, /^gatehouse_hash/)).toEqual({ 'gatehouse_hash_refusals_total{kind="stranger"}': refused });
    expect(growth(before, after, /unavailable/)).toEqual({ 'gatehouse_logins_total{outcome="unavailable"}': refused });
  });

  it('holds nothing that a person typed, sent or was given', async () => {
    const secret = () => `x${randomBytes(9).toString('hex')}`;
    const person = { username: secret(), email: `${secret()}@example.org`, password: secret() };
    const [search, requestId, traceId, agent] = [secret(), secret(), randomBytes(16).toString('hex'), secret()];
    const headers = { 'x-request-id': requestId, traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01`, 'user-agent': agent };
    const visitor = product.visitor(headers);
    await register(visitor, person);
    await logIn(visitor, { ...person, password: PASSWORD });
    await logIn(visitor, person, 'json', { remember: true });
    for (const path of [`/?q=${search}`, `/${search}`, `/login/${search}`, `/assets/${search}`]) await visitor.get(path);
    const known = [
      ...Object.values(person),
      search,
      requestId,
      traceId,
      agent,
      sessionIdOf(visitor),
      ...visitor.cookies.values(),
    ];
    const { text } = await settled();
    expect(known.filter((value) => value === '' || text.includes(value))).toEqual([]);
    expect(text).not.toMatch(/\d+\.\d+\.\d+\.\d+|::1|example\.org/);
  });
});
