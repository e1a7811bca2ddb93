import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.js';
import { examineInstallation } from '../../src/doctor/examine-installation.js';
import type { Seen } from '../../src/doctor/examination.js';
import type { Visit } from '../../src/doctor/visit.js';
import { EntityManager } from '@mikro-orm/core';
import { User } from '../../src/users/user.entity.js';
import { ForwardingProxy, type Headers, type Rewrite } from '../support/network.js';
import { Closers, Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';

const SECRET = 'the session secret of all these tests';

const closers = new Closers();
const products = new Map<string, Product>();
const product = (trust: string) => products.get(trust) ?? expect.fail();

beforeAll(async () => {
  for (const trust of ['', '1', '2']) {
    const env = { TRUST_PROXY: trust, SESSION_SECRET: SECRET };
    products.set(trust, await closers.add(Product.start(env), (started) => started.remove()));
  }
});

afterAll(() => closers.closeAll());

/** A client as the outermost proxy saw it: all of these tests come from one address. */
const CLIENT = '198.51.100.7';

/** A proxy that sets every header, but for what `changes` makes of those that a client sent. */
const setting =
  (changes: (sent: Headers) => Headers = () => ({})): Rewrite =>
  (sent) => ({
    ...sent,
    'x-forwarded-for': CLIENT,
    'x-forwarded-proto': 'http',
    'x-forwarded-host': sent['host'],
    ...changes(sent),
  });

/** All findings about a proxy before a product with this TRUST_PROXY. */
async function consult(trust: string, rewrite: Rewrite): Promise<string[]> {
  const proxy = await ForwardingProxy.start(product(trust).url, rewrite);
  const visits = await examineInstallation(new URL(proxy.url), SECRET);
  await proxy.close();
  return told(
    visits.map((visit) => believing(visit, { publicUrl: proxy.url })),
    proxy.url,
  );
}

const told = (visits: readonly Visit[], url: string) =>
  diagnose(visits, new URL(url)).map(({ grade, what, remedy = '' }) => `${grade}: ${what} ${remedy}`);

/** The same visit to a product that has other settings, or was reached in another way. */
function believing(visit: Visit, differences: Partial<Seen>): Visit {
  const { outcome } = visit;
  return { ...visit, outcome: outcome.kind === 'seen' ? { ...outcome, seen: { ...outcome.seen, ...differences } } : outcome };
}

describe('the doctor', () => {
  it('finds nothing wrong with a proxy that sets its headers and is trusted', async () => {
    expect(await consult('1', setting())).toEqual([]);
  });

  it.each<[string, string, Rewrite, RegExp[]]>([
    [
      'forwarded headers that are ignored',
      '',
      setting(),
      [/^mistake: Forwarded headers are ignored: TRUST_PROXY is not set\. Set TRUST_PROXY=127\.0\.0\.1/],
    ],
    [
      'a proxy that says nothing',
      '',
      (sent) => sent,
      [/^mistake: The proxy \(127\.0\.0\.1\) does not say for whom it asks: .*trust it \(TRUST_PROXY=127\.0\.0\.1\)/],
    ],
    [
      'a proxy that says nothing, but is trusted',
      '1',
      setting(() => ({ 'x-forwarded-for': undefined })),
      [/^mistake: The proxy is trusted, but does not say for whom it asks/],
    ],
    [
      'a proxy that says it in a header that is not read',
      '1',
      setting(() => ({ 'x-forwarded-for': undefined, 'x-real-ip': CLIENT })),
      [/^mistake: .* no X-Forwarded-For arrives \(x-real-ip is not read\)/],
    ],
    [
      'a proxy whose word is no address',
      '1',
      setting(() => ({ 'x-forwarded-for': 'unix:' })),
      [/^mistake: The proxy says "unix:" for its client, which is no address/],
    ],
    [
      'two proxies in a row of which one is trusted',
      '1',
      setting(() => ({ 'x-forwarded-for': `${CLIENT}, 10.0.0.2` })),
      [/^mistake: The address that is believed \(10\.0\.0\.2\) is the one of another proxy: .* Set TRUST_PROXY=2\./],
    ],
    [
      'an address that a client chooses, because nobody overwrites it',
      '1',
      setting((sent) => ({ 'x-forwarded-for': sent['x-forwarded-for'] ?? CLIENT })),
      [/^mistake: The proxy passes the X-Forwarded-For of a client on as it is, and it is believed/],
    ],
    [
      'an address that a client chooses, because too many are trusted',
      '2',
      setting((sent) => ({ 'x-forwarded-for': [sent['x-forwarded-for'], CLIENT].filter(Boolean).join(', ') })),
      [/^mistake: Too many proxies are trusted: TRUST_PROXY=2, but only 1 on the way writes an address\. Set TRUST_PROXY=1/],
    ],
    ...['X-Real-IP', 'X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP'].map((header): [string, string, Rewrite, RegExp[]] => [
      `an address that a proxy takes from the ${header} of a client`,
      '1',
      setting((sent) => ({ 'x-forwarded-for': sent[header.toLowerCase()] ?? CLIENT })),
      [new RegExp(`^mistake: The proxy takes a client's address from the ${header} that the client itself sends`)],
    ]),
    [
      'an Authorization header that gets lost',
      '1',
      setting(() => ({ authorization: undefined })),
      [/^mistake: The proxy takes the Authorization header away/],
    ],
    [
      'a scheme that a client chooses',
      '1',
      setting((sent) => ({ 'x-forwarded-proto': sent['x-forwarded-proto'] ?? 'http' })),
      [/^mistake: The proxy passes the X-Forwarded-Proto of a client on, and it is believed/],
    ],
    [
      'a host that a client chooses',
      '1',
      setting((sent) => ({ 'x-forwarded-host': sent['x-forwarded-host'] ?? sent['host'] })),
      [/^mistake: The proxy passes the X-Forwarded-Host of a client on, and it is believed/],
    ],
    [
      'plain HTTP that passes for HTTPS',
      '1',
      setting(() => ({ 'x-forwarded-proto': 'https' })),
      [/^mistake: The proxy says "https" for a request that came over plain HTTP/],
    ],
    [
      'a host that gets lost, which harms nothing',
      '1',
      setting(() => ({ 'x-forwarded-host': 'app1:3000' })),
      [/^note: The proxy asks for the host "app1:3000"/],
    ],
    [
      'all of several mistakes',
      '1',
      (sent) => ({ ...sent, 'x-forwarded-for': sent['x-forwarded-for'] ?? '10.0.0.1, 10.0.0.2' }),
      [
        /^mistake: The address that is believed \(10\.0\.0\.2\)/,
        /^mistake: The proxy passes the X-Forwarded-For of a client on/,
        /^mistake: The proxy passes the X-Forwarded-Proto of a client on/,
        /^mistake: The proxy passes the X-Forwarded-Host of a client on/,
      ],
    ],
  ])('names %s', async (_what, trust, rewrite, findings) => {
    const found = await consult(trust, rewrite);
    expect(found).toEqual(findings.map((finding) => expect.stringMatching(finding)));
  });
});

describe('of a visit that differs in one thing', () => {
  let visits: Visit[];
  let url: string;

  beforeAll(async () => {
    const proxy = await ForwardingProxy.start(product('1').url, setting());
    url = proxy.url;
    visits = (await examineInstallation(new URL(url), SECRET)).map((visit) => believing(visit, { publicUrl: url }));
    await proxy.close();
  });

  const differing = (differences: Partial<Seen>, origin = url) =>
    told(
      visits.map((visit) => believing(visit, { publicUrl: origin, ...differences })),
      origin,
    );

  it('the doctor names a PUBLIC_URL that is not what browsers see', () => {
    expect(differing({ publicUrl: 'https://gate.example.org' })).toEqual([
      expect.stringMatching(/^mistake: PUBLIC_URL is https:\/\/gate\.example\.org, but .* Set PUBLIC_URL=http:/),
    ]);
  });

  it('the doctor names a scheme that gets lost behind TLS', () => {
    const secure = url.replace('http:', 'https:');
    const said = (proto: object) => differing({ received: { 'x-forwarded-for': CLIENT, ...proto } }, secure);
    expect(said({ 'x-forwarded-proto': 'http' })).toEqual([
      expect.stringMatching(/^mistake: The scheme is lost: the proxy says "http" for a request that came over HTTPS/),
    ]);
    expect(said({})).toEqual([expect.stringMatching(/^mistake: The scheme is lost: no X-Forwarded-Proto arrives/)]);
    expect(differing({ scheme: 'https' }, secure)).toEqual([]);
  });

  it('the doctor names a Location that was rewritten, and a POST without a length that was refused', () => {
    const told_ = (change: (visit: Visit) => Visit) => told(visits.map((visit) => change(believing(visit, { publicUrl: url }))), url); // prettier-ignore
    const rewriting = (visit: Visit): Visit =>
      visit.outcome.kind === 'seen' ? { ...visit, outcome: { ...visit.outcome, location: `${url}/` } } : visit;
    expect(told_(rewriting)).toEqual([
      expect.stringMatching(/^mistake: The proxy rewrites where answers lead to: https:\/\/.* became http:\/\//),
    ]);
    const refusing = (visit: Visit): Visit =>
      visit.trial === 'no length' ? { ...visit, outcome: { kind: 'foreign', status: 411 } } : visit;
    expect(told_(refusing)).toEqual([expect.stringMatching(/^note: The proxy refuses a POST .*\(411\)/)]);
  });

  it('the doctor does without what an older instance does not tell', () => {
    const older = (visit: Visit): Visit => {
      if (visit.outcome.kind !== 'seen') return visit;
      const { marks: _marks, authorized: _authorized, location: _told, ...seen } = visit.outcome.seen;
      const { location: _sent, ...outcome } = visit.outcome;
      return { ...visit, outcome: { ...outcome, seen: { ...seen, publicUrl: url } } };
    };
    expect(told(visits.map(older), url)).toEqual([]);
  });

  it('the doctor names networks of trusted proxies that hold too much', () => {
    const trustProxy = ['0.0.0.0/1', '128.0.0.0/1'];
    const wide = visits.map((visit) => {
      const forged = visit.forgery?.header === 'X-Forwarded-For' ? visit.forgery.sent : undefined;
      const received = { 'x-forwarded-for': forged ? `${forged}, ${CLIENT}` : CLIENT, 'x-forwarded-proto': 'http' };
      return believing(visit, { trustProxy, received, ...(forged && { address: forged }) });
    });
    expect(told(wide, url)).toEqual([expect.stringMatching(/^mistake: TRUST_PROXY is too wide: it takes this machine/)]);
  });

  it('the doctor names instances that disagree', () => {
    const [one, ...others] = visits.map((visit) => believing(visit, { publicUrl: url }));
    const mixed = [believing(one ?? expect.fail(), { trustProxy: 2 }), ...others];
    expect(told(mixed, url)).toEqual([expect.stringMatching(/^mistake: The instances behind that address have different/)]);
  });

  it('the doctor says what it cannot know: whose a public address is', () => {
    const public_ = { peer: '203.0.113.80', address: '203.0.113.80', peerTrusted: false, trustProxy: null, received: {} };
    expect(differing(public_)).toEqual([
      expect.stringMatching(/^note: The address is 203\.0\.113\.80, the one of the connection/),
    ]);
    const named = visits.map((visit) => believing(visit, public_)).map(withServerHeader);
    expect(told(named, url)).toEqual([expect.stringMatching(/^mistake: The proxy \(203\.0\.113\.80\) does not say/)]);
  });
});

function withServerHeader(visit: Visit): Visit {
  const { outcome } = visit;
  return { ...visit, outcome: outcome.kind === 'seen' ? { ...outcome, named: true } : outcome };
}

describe('without a proxy', () => {
  it('the doctor is content where nobody is trusted', async () => {
    expect(await examine(product('').url)).toEqual(['note: No proxy stands between: the address is the one of the connection.']);
  });

  it('the doctor names a product that trusts whoever comes', async () => {
    expect(await examine(product('1').url)).toEqual([
      'mistake: No proxy stands between, and yet forwarded headers are believed.',
      ...['For', 'Proto', 'Host'].map((name) => expect.stringContaining(`passes the X-Forwarded-${name} of a client on`)),
    ]);
  });
});

describe('of accounts whose password hash is of no known form, the doctor', () => {
  it('tells how many there are', async () => {
    const own = await closers.add(Product.start({ SESSION_SECRET: SECRET }), (started) => started.remove());
    const em = own.app.get(EntityManager).fork();
    const kept = `$2b$12$${'x'.repeat(53)}`;
    for (const passwordHash of ['md5:1', `$2b$18$${'x'.repeat(53)}`, `hmac-sha384:0123456789ab:${kept}`, kept]) {
      const { username, email } = someone();
      em.create(User, { username, usernameKey: username, email, passwordHash });
    }
    await em.flush();
    await register(own.visitor(), someone());
    expect(await examine(own.url)).toContain('mistake: 3 accounts have a password hash of no known form.');
  });
});

async function examine(url: string, secret = SECRET): Promise<string[]> {
  return diagnose(await examineInstallation(new URL(url), secret), new URL(url)).map(({ grade, what }) => `${grade}: ${what}`);
}

describe('where the product cannot be asked, the doctor', () => {
  it.each<[string, number, Record<string, string>, string, RegExp]>([
    [
      'names a redirect',
      301,
      { location: 'https://www.example.org/health/live' },
      '',
      /sends browsers on to https:\/\/www\.example\.org\./,
    ],
    ['names a proxy without a product behind it', 502, {}, 'Bad Gateway', /The proxy answers 502: it does not reach the product/],
    ['names another product', 404, {}, '<h1>Not here</h1>', /Something else answers there: \/health\/live gave 404/],
    [
      'names another product that answers everything',
      200,
      {},
      '<h1>Hi</h1>',
      /Something else answers there: \/health\/live gave 200/,
    ],
    ['names a null', 200, {}, 'null', /Something else answers there/],
    ['names a probe that does not know it', 200, {}, '{"status":"ok"}', /did not know the signature/],
    ['names a cache', 200, {}, '{"status":"ok","doctor":{"nonce":"t=1","time":1}}', /A cache answered in place of the product/],
    ['stops at an answer without end', 200, {}, 'x'.repeat(100_000), /cannot be reached \(Error\)/],
  ])('%s', async (_what, status, headers, body, finding) => {
    const other = createServer((_request, response) => void response.writeHead(status, headers).end(body)).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const found = await examine(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
    other.close();
    expect(found).toEqual([expect.stringMatching(finding)]);
  });

  it('names another SESSION_SECRET', async () => {
    expect(await examine(product('1').url, 'another secret of at least thirty-two bytes')).toEqual([
      expect.stringMatching(/^mistake: A health probe answered, but it did not know the signature/),
    ]);
  });

  it('names an address where nobody listens', async () => {
    expect(await examine('http://127.0.0.1:9')).toEqual([expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/)]);
  });
});
