import { connect } from 'node:tls';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filledTo, redAndBlue } from '../account/picture/pictures.js';
import { Closers } from '../support/product.js';
import { eventually, RedisServer } from '../support/servers/index.js';
import { type Person, someone } from '../support/visitor.js';
import { HOST } from './delivered.js';
import { Deployment, SITES } from './deployment.js';
import { FarClient } from './far-client.js';
import { Load } from './load.js';

const HTML = { accept: 'text/html' };
const FORGED = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example', 'x-request-id': 'made-up', forwarded: 'for=203.0.113.9' }; // prettier-ignore

/** This one makes // one slash, which leads to nothing that is not public. */
const JOINING_SLASHES = ['apache'];

/** These decode and shorten paths before they pass them on: all that can be asked is that nothing breaks. */
const TIDYING_PATHS = ['nghttpx', 'lighttpd'];

/** These know one limit for the bodies of all addresses: what is much larger than a picture they refuse themselves. */
const ONE_LIMIT_FOR_ALL = ['h2o', 'squid'];

/** Debian's nghttpx is built without scripts, and knows no other way to drop a header. */
const PASSING_REQUEST_IDS = ['nghttpx'];

/** A form with a picture, as browsers write it. */
function formOf(bytes: Buffer) {
  const boundary = 'a-boundary-of-a-browser';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="picture"; filename="me.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(body.length) };
  return { method: 'POST', headers, body };
}

/** What a person does, an operator's bad day and a deployment, through each delivered front, by TLS. */
describe.each(SITES)('a site behind $front, which reaches the instances by $by', (topology) => {
  const closers = new Closers();
  let redis: RedisServer;
  let site: Deployment;
  let later = 0;

  const browser = () => new FarClient(site.places.tlsPort, site.places.certificates.ca);
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
    method: 'POST',
    headers: { ...HTML, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
  const credentials = ({ username, password }: Person) => ({ identifier: username, password });
  const logged = () => site.instances.flatMap(({ log }) => log);

  /** What has been answered until now stands in the logs of both instances. */
  async function allIsLogged(): Promise<void> {
    const path = `/later-${(later += 1)}`;
    await eventually('both have logged a later request', async () => {
      await browser().ask(HOST, path);
      return site.instances.every(({ log }) => log.some((entry) => entry['path'] === path));
    });
  }

  async function signedIn(): Promise<{ client: FarClient; person: Person }> {
    const [client, person] = [browser(), someone()];
    await client.post(HOST, '/register', { ...person, passwordConfirmation: person.password });
    expect((await client.post(HOST, '/login', credentials(person))).status).toBe(200);
    return { client, person };
  }

  beforeAll(async () => {
    redis = await closers.add(RedisServer.start(), (server) => server.stop());
    const env = { PUBLIC_URL: `https://${HOST}`, REDIS_URL: redis.url };
    site = await closers.add(
      Deployment.start(topology, () => env),
      (started) => started.stop(),
    );
  });

  afterAll(() => closers.closeAll());

  it('is a configuration that the front takes without a warning', async () => {
    const { code, said } = await Deployment.check(topology);
    expect([code, said]).toEqual([
      0,
      expect.not.stringMatching(/\[warn|\[error|\[emerg|WARNING|ALERT|"level":"(warn|error)"|AH\d{5}/),
    ]);
  });

  it('lets a person in and out with forms, back to where she wanted to go', async () => {
    const [client, person] = [browser(), someone()];
    const registered = await client.ask(HOST, '/register', form({ ...person, passwordConfirmation: person.password }));
    expect([registered.status, registered.headers.location]).toEqual([303, '/login']);
    const refused = await client.ask(HOST, '/settings/sessions?a=b%20c', { headers: HTML });
    expect([refused.status, refused.headers.location]).toEqual([303, '/login?next=%2Fsettings%2Fsessions%3Fa%3Db%2520c']);
    const next = '/settings/sessions?a=b%20c';
    const wrong = await client.ask(HOST, '/login', form({ identifier: person.username, password: 'not this one', next }));
    expect([wrong.status, wrong.text.includes('Invalid username or password.')]).toEqual([401, true]);
    const login = await client.ask(HOST, '/login', form({ ...credentials(person), next }));
    expect([login.status, login.headers.location]).toEqual([303, next]);
    expect([...client.cookies.keys()]).toContain('__Host-session');
    expect((await client.ask(HOST, '/dashboard', { headers: HTML })).text).toContain(person.username);
    const logout = await client.ask(HOST, '/logout', { method: 'POST', headers: { ...HTML, 'content-length': '0' } });
    expect([logout.status, logout.headers.location]).toEqual([303, '/login']);
    expect((await client.ask(HOST, '/dashboard', { headers: HTML })).status).toBe(303);
  });

  it('lets a program in and out with JSON', async () => {
    const { client, person } = await signedIn();
    expect((await client.ask(HOST, '/session')).json).toMatchObject({ authenticated: true, user: { username: person.username } });
    expect((await client.post(HOST, '/login', { identifier: person.username, password: 'no' })).json['code']).toBe(
      'invalid_credentials',
    );
    expect((await client.post(HOST, '/logout', {})).status).toBe(204);
    expect((await client.ask(HOST, '/dashboard')).json['code']).toBe('login_required');
    const cookies = { cookie: 'a=1', authorization: 'Bearer x' };
    expect((await client.ask(HOST, '/dashboard', { headers: cookies })).status).toBe(401);
    const tooLong = await client.post(HOST, '/login', { identifier: 'x'.repeat(40_000) });
    expect([tooLong.status, tooLong.json['code']]).toEqual([413, 'payload_too_large']);
  });

  it('lets a picture of 2 MB through, and the instances say of a larger one that it is', async () => {
    const { client } = await signedIn();
    const upload = (size: number) => client.ask(HOST, '/settings/picture', formOf(filledTo(size, picture)));
    const picture = await redAndBlue().jpeg().toBuffer();
    const kept = await upload(2_097_152);
    expect([kept.status, kept.json['user']?.picture]).toEqual([200, expect.stringContaining('/people/')]);
    const shown = await client.ask(HOST, kept.json['user'].picture as string);
    expect([shown.status, shown.headers['content-type'], shown.headers['cache-control']]).toEqual([
      200,
      'image/webp',
      'private, max-age=31536000, immutable',
    ]);
    expect((await browser().ask(HOST, kept.json['user'].picture as string)).status).toBe(401);
    for (const size of ONE_LIMIT_FOR_ALL.includes(topology.front) ? [2_097_153] : [2_097_153, 6_000_000]) {
      const refused = await upload(size);
      expect([size, refused.status, refused.json['errorCodes']]).toEqual([size, 413, { picture: ['pictureTooLarge'] }]);
    }
    const form = await client.post(HOST, '/settings/profile', { displayName: 'x'.repeat(40_000) });
    expect([form.status, form.json['code']]).toEqual([413, 'payload_too_large']);
  });

  it('tells the instances who asks, and believes nobody about himself', async () => {
    const { status } = await browser().ask(HOST, '/login?forged', { headers: FORGED });
    expect(status).toBe(200);
    await allIsLogged();
    const entries = logged().filter(({ path }) => path === '/login');
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']));
    const ids = entries.map(({ requestId }) => requestId);
    expect(ids.includes('made-up')).toBe(PASSING_REQUEST_IDS.includes(topology.front));
  });

  it('passes paths on as they came', async () => {
    const person = await signedIn();
    const right = TIDYING_PATHS.includes(topology.front) ? [200, 303, 400, 404] : [400, 404];
    const doubled = JOINING_SLASHES.includes(topology.front) ? [] : ['//login'];
    for (const path of [...doubled, '/%2Flogin', '/login%2F', '/.%2e/login', '/dashboard%00'])
      expect([path, right.includes((await person.client.ask(HOST, path)).status)]).toEqual([path, true]);
  });

  it("answers a request without Host, and not with Node's bare 400", async () => {
    // Apache itself refuses who names a host for TLS and none for HTTP.
    const named = topology.front === 'apache' ? { rejectUnauthorized: false } : { servername: HOST };
    const socket = connect({ port: site.places.tlsPort, host: '127.0.0.1', ca: site.places.certificates.ca, ...named });
    socket.write('GET /login HTTP/1.0\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.[01] \d{3}/);
    expect(answer).not.toMatch(/^HTTP\/1\.[01] 400/);
  });

  it('shows nobody what is for somebody else, though a cache may stand in between', async () => {
    const people = [await signedIn(), await signedIn()];
    const guest = browser();
    for (let turn = 0; turn < 6; turn += 1) {
      for (const path of ['/', '/dashboard', '/session', '/profile']) {
        for (const { client, person } of people) {
          const page = await client.ask(HOST, path, { headers: turn % 2 === 0 ? HTML : {} });
          expect([path, page.status, page.text.includes(person.username)]).toEqual([path, 200, true]);
          for (const other of people) if (other.person !== person) expect(page.text).not.toContain(other.person.username);
        }
        const own = await guest.ask(HOST, path, { headers: turn % 2 === 0 ? HTML : {} });
        for (const { person } of people) expect(own.text).not.toContain(person.username);
      }
    }
    const [stylesheet = ''] = /\/assets\/[\w.-]+\.css/.exec((await guest.ask(HOST, '/login', { headers: HTML })).text) ?? [];
    for (const client of [guest, ...people.map((one) => one.client), guest]) {
      const { status, setCookies, headers } = await client.ask(HOST, stylesheet);
      expect([status, setCookies, headers['cache-control']]).toEqual([200, [], expect.stringContaining('immutable')]);
    }
    await allIsLogged();
    const asked = logged().filter(({ path }) => path === stylesheet).length;
    if (topology.front === 'varnish') expect(asked).toBe(1);
    for (const path of ['/', '/dashboard']) expect((await guest.ask(HOST, path)).headers.age ?? '0').toBe('0');
  });

  it('while Redis is away pages say so themselves, nobody is logged out, and all is as before with it', async () => {
    const { client } = await signedIn();
    const before = new Map(client.cookies);
    await redis.keep();
    await redis.kill();
    await eventually('the outage is seen', async () => (await client.ask(HOST, '/dashboard', { headers: HTML })).status === 503);
    const away = await client.ask(HOST, '/dashboard');
    expect([away.status, away.json['code'], away.headers['retry-after'], away.setCookies]).toEqual([
      503,
      'service_unavailable',
      '2',
      [],
    ]);
    expect((await browser().ask(HOST, '/login', { headers: HTML })).status).toBe(200);
    expect((await browser().ask(HOST, '/health/serving')).status).toBe(200);
    await redis.run();
    // Each instance finds Redis again by itself, and the front asks now this one and now that one.
    let inARow = 0;
    await eventually('both are back', async () => {
      const { status } = await client.ask(HOST, '/dashboard', { headers: HTML });
      return (inARow = status === 200 ? inARow + 1 : 0) >= 20;
    });
    expect(client.cookies).toEqual(before);
  });

  it.skipIf(topology.alone)(
    'a rolling restart of both instances under load loses nothing and signs nobody out',
    { timeout: 180_000 },
    async () => {
      const tls = { ca: site.places.certificates.ca, servername: HOST };
      const load = await Load.start({ port: site.places.tlsPort }, tls, HOST);
      await load.goesOn();
      for (const instance of site.instances) {
        await instance.restart();
        // The next one only when the front has taken this one back.
        await eventually('it is asked again', () => instance.log.some(({ path }) => path === '/dashboard'));
      }
      await load.goesOn();
      const signedOut = await load.end();
      expect([load.failures, signedOut]).toEqual([[], 0]);
      expect(load.requests).toBeGreaterThanOrEqual(500);
    },
  );

  it('logs no query, which may be a secret, also when no instance answers', async () => {
    const secret = `https://${HOST}/?token=secret-of-a-mail`;
    await browser().ask(HOST, '/login?next=%2Fq&token=secret-of-a-mail', { headers: { ...HTML, referer: secret } });
    await browser().ask(HOST, '/dashboard?token=secret-of-a-mail', { headers: HTML });
    await Promise.all(site.instances.map((instance) => instance.stop()));
    for (const method of ['GET', 'POST']) {
      const { status } = await browser().ask(HOST, '/login?token=secret-of-a-mail', {
        method,
        headers: { ...HTML, referer: secret },
        ...(method === 'POST' && { body: '' }),
      });
      expect([502, 503, 504]).toContain(status);
    }
    const { proxy } = site;
    const told = async () => [...proxy.lines, ...proxy.errors, 'accessLog' in proxy ? await proxy.accessLog : ''].join('\n');
    // The other files log no requests: the instances do.
    if ('accessLog' in proxy) await eventually('the request is logged', async () => (await told()).includes('/dashboard'));
    expect((await told()).split('\n').filter((line) => /secret-of-a-mail|next=/.test(line))).toEqual([]);
  });
});
