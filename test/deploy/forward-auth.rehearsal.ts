import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../browser/browser.js';
import { verifyIdentity } from '../examples/identity-headers/verify-identity.js';
import { freePort } from '../support/network.js';
import { Closers } from '../support/product.js';
import { eventually, type ProductProcess, RedisServer, startProcess } from '../support/servers/index.js';
import { type Person, someone } from '../support/visitor.js';
import { codeOf } from '../second-factor/authenticator.js';
import { type Certificates, certificatesFor } from './certificates.js';
import { cookieHeaders } from './cookie-headers.js';
import { FarClient } from './far-client.js';
import { ForeignService } from './foreign-service.js';
import { Front, type FrontPlaces } from './forward-auth-front.js';
import { oddPaths } from './odd-paths.js';
import { StandInDoor } from './stand-in-door.js';
import { emptyServers, type Servers } from './servers.js';

const SECRET = 'the secret that this door and the service share';
const FORGED = {
  'X-Auth-User-Id': '1',
  'X-Auth-Username': 'root',
  'X-Auth-Email': 'root@example.org',
  'X-Auth-Email-Verified': 'true',
  'X-Auth-Roles': 'admin',
  'X-Auth-Level': '2',
  'X-Auth-Impersonator': '0',
  'X-Auth-Signature': 't=1,v1=2',
  'X-Auth-Signature-V2': 't=1,v2=2',
};
/** What WSGI, PHP and others take for the names above. */
const LOOK_ALIKES = { X_Auth_Username: 'root', 'X-Auth_Username': 'root', x_auth_user_id: '1', 'X.Auth.Username': 'root', 'X-Auth.Username': 'root', X_AUTH_EMAIL: 'root@example.org' }; // prettier-ignore
/** What a client may make up beside the seven. */
const MADE_UP = { 'X-Auth-Groups': 'admins', 'X-Auth-Admin': 'yes', 'x-auth-request-user': 'root', 'X-Auth-': 'root', X_Auth_Groups: 'admins', 'X.Auth.Groups': 'admins' }; // prettier-ignore
const SESSION = /-session$/;

const SAME_HOST = {
  gate: 'www.example.org',
  app: 'www.example.org',
  prefix: '/service/',
  env: { PUBLIC_URL: 'https://www.example.org' },
};
const SIBLING_HOST = {
  gate: 'gate.example.org',
  app: 'app.example.org',
  prefix: '/',
  env: { PUBLIC_URL: 'https://gate.example.org', COOKIE_DOMAIN: 'example.org', ALLOWED_RETURN_HOSTS: 'app.example.org' },
};

const closers = new Closers();

let servers: Servers;
let redis: RedisServer;
let service: ForeignService;
let certificates: Certificates;

beforeAll(async () => {
  servers = await closers.add(emptyServers(), (both) => both.remove());
  redis = await closers.add(RedisServer.start(), (server) => server.stop());
  service = await closers.add(ForeignService.start(), (foreign) => foreign.stop());
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
  await closers.add(Promise.resolve(directory), async (made) => rmSync(made, { recursive: true, force: true }));
  certificates = certificatesFor(['www.example.org', 'gate.example.org', 'app.example.org'], directory);
});

afterAll(() => closers.closeAll());

const FRONTS = [
  ['nginx-same-host.conf', SAME_HOST],
  ['nginx-sibling-host.conf', SIBLING_HOST],
  ['Caddyfile.same-host', SAME_HOST],
  ['Caddyfile.sibling-host', SIBLING_HOST],
  ['haproxy-same-host.cfg', SAME_HOST],
] as const;

describe.each(FRONTS)('%s', (file, { gate, app, prefix, env }) => {
  const own = new Closers();
  const page = `${prefix}a?b=c&d=%20e`;
  let places: FrontPlaces;
  let product: ProductProcess;
  let browser: Browser;
  let person: Person;
  let front: Front;
  let standIn: StandInDoor | undefined;
  let unsigned: FarClient | undefined;
  let doorPort = 0;

  const client = () => new FarClient(places.port, certificates.ca);

  async function signedIn(fields: object = {}): Promise<FarClient> {
    const program = client();
    const login = await program.post(gate, '/login', { identifier: person.username, password: person.password, ...fields });
    expect(login.status).toBe(200);
    return program;
  }

  /** A client of the same proxy before a door that lets everybody in and signs nothing. */
  async function door(): Promise<FarClient> {
    standIn ??= await own.add(StandInDoor.start(), (started) => started.stop());
    if (unsigned === undefined) {
      const at = { ...places, port: await freePort(), gatehouse: [standIn.port, standIn.port] as const };
      doorPort = at.port;
      unsigned = new FarClient(at.port, certificates.ca);
      const front = await own.add(Promise.resolve(Front.start(file, at)), (started) => started.stop());
      const reaches = () =>
        new FarClient(at.port, certificates.ca).ask(app, page).then(
          ({ status }) => status === 200,
          () => false,
        );
      await eventually('the front answers', reaches, front.program);
    }
    return unsigned;
  }

  beforeAll(async () => {
    product = await own.add(
      startProcess({
        ...servers.env,
        ...env,
        NODE_ENV: 'production',
        REDIS_URL: redis.url,
        TRUST_PROXY: '127.0.0.1',
        MIGRATE_ON_START: 'true',
        BCRYPT_COST: '10',
        // Five fronts with one Redis: their people together are more than one address may sign up in an hour.
        THROTTLE_REGISTER: 'off',
        THROTTLE_LOGIN: 'off',
        THROTTLE_ADDRESS: 'off',
        SESSION_SECRET: 'a secret for this rehearsal that is long enough',
        ENCRYPTION_KEY: 'a key for the codes of this rehearsal that is long enough',
        IDENTITY_HEADER_SECRET: SECRET,
      }),
      (started) => started.stop(),
    );
    const app = Number(new URL(product.url).port);
    places = { port: await freePort(), gatehouse: [app, app], service: service.port, certificates };
    front = await own.add(Promise.resolve(Front.start(file, places)), (started) => started.stop());
    await eventually(
      'the front answers',
      () =>
        client()
          .ask(gate, '/health/ready')
          .then(
            ({ status }) => status === 200,
            () => false,
          ),
      front.program,
    );
    browser = await own.add(openBrowser({ args: [`--host-resolver-rules=MAP * 127.0.0.1:${places.port}`] }), (open) =>
      open.close(),
    );
    person = someone();
    await client().post(gate, '/register', { ...person, passwordConfirmation: person.password });
    await servers.query(`update users set email_verified_at = now() where username = '${person.username}'`);
  });

  afterAll(() => own.closeAll());

  it('is a configuration that the proxy takes without a warning', async () => {
    const { code, said } = await Front.check(file, places);
    // Caddy warns of what this rehearsal has changed, not of the delivered lines.
    const lines = said.split('\n').filter((line) => !/stapling OCSP|redirects are disabled/.test(line));
    expect(lines.join('\n')).not.toMatch(/\[(warn|error|emerg|WARNING|ALERT)\]|"level":"(warn|error)"/i);
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/test is successful|Valid configuration|Configuration file is valid/),
    ]);
  });

  describe('a browser', () => {
    let context: BrowserContext;
    let tab: Page;

    const who = () => tab.locator('#who').textContent();

    beforeAll(async () => {
      context = await browser.newContext({ ignoreHTTPSErrors: true });
      tab = await context.newPage();
    });

    afterAll(() => context.close());

    it('that is not signed in goes to our login page, and returns to where it was', async () => {
      await tab.goto(`https://${app}${page}`);
      expect(tab.url()).toBe(`https://${gate}/login?next=${encodeURIComponent(`https://${app}${page}`)}`);
      await tab.getByLabel('Username or email').fill(person.username);
      await tab.getByLabel('Password').fill(person.password);
      await tab.getByLabel('Remember me on this device').check();
      await tab.getByRole('button', { name: 'Log in' }).click();
      await tab.waitForURL(`https://${app}${page}`);
      expect(await who()).toBe(person.username);
      expect(service.take().map(({ url }) => url)).toContain(page);
      const cookies = await context.cookies(`https://${gate}`);
      const prefixOf = env === SAME_HOST.env ? '__Host-' : '__Secure-';
      expect(cookies.map(({ name }) => name)).toEqual(expect.arrayContaining([`${prefixOf}session`, `${prefixOf}remember`]));
    });

    it('is let through from now on', async () => {
      await tab.goto(`https://${app}${prefix}another`);
      expect([tab.url(), await who()]).toEqual([`https://${app}${prefix}another`, person.username]);
    });

    it('that is only remembered is restored on the way, and goes straight on', async () => {
      await context.clearCookies({ name: SESSION });
      await tab.goto(`https://${app}${page}`);
      expect([tab.url(), await who()]).toEqual([`https://${app}${page}`, person.username]);
      expect((await context.cookies(`https://${gate}`)).map(({ name }) => name)).toContainEqual(expect.stringMatching(SESSION));
    });

    it('is out at the next request after a logout', async () => {
      const other = await context.newPage();
      await other.goto(`https://${gate}/profile`);
      await other.getByRole('button', { name: 'Log out' }).click();
      await other.waitForURL(`https://${gate}/login`);
      service.take();
      await tab.goto(`https://${app}${page}`);
      expect(new URL(tab.url()).pathname).toBe('/login');
      expect(service.take()).toEqual([]);
    });

    it('lands on the default page when it is to return to another host', async () => {
      for (const next of ['https://evil.example/', `https://${app}.evil.example/`, `http://${app}/`]) {
        await tab.goto(`https://${gate}/login?next=${encodeURIComponent(next)}`);
        await tab.getByLabel('Username or email').fill(person.username);
        await tab.getByLabel('Password').fill(person.password);
        await tab.getByRole('button', { name: 'Log in' }).click();
        await tab.waitForURL(`https://${gate}/dashboard`);
        await tab.getByRole('button', { name: 'Log out' }).click();
        await tab.waitForURL(`https://${gate}/login`);
      }
    });
  });

  it('a program that is not signed in gets the 401, whatever it sends, and the service nothing', async () => {
    service.take();
    for (const accept of ['application/json', '*/*', 'image/avif,*/*;q=0.8']) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const body = method === 'GET' ? {} : { body: 'x'.repeat(1_000) };
        const answer = await client().ask(app, page, {
          method,
          headers: { accept, ...FORGED, 'content-type': 'text/plain' },
          ...body,
        });
        expect([answer.status, answer.json['code'], answer.setCookies]).toEqual([401, 'login_required', []]);
      }
    }
    // A browser sends a form: there is no page to return to.
    const form = await client().ask(app, page, { method: 'POST', headers: { accept: 'text/html' }, body: 'a=b' });
    expect([form.status, form.headers.location]).toEqual([303, `https://${gate}/login`]);
    expect(service.take()).toEqual([]);
  });

  it('a signed-in request reaches the service as it was sent, with the identity and without what signs in', async () => {
    const program = await signedIn({ remember: true });
    program.cookies.set('own', '1').set('last', '2');
    service.take();
    const body = JSON.stringify({ a: 'b'.repeat(5_000) });
    const answer = await program.ask(app, page, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': 'y' },
      body,
    });
    expect(answer.status).toBe(200);
    const [reached] = service.take();
    expect(reached).toMatchObject({ method: 'POST', url: page, body, headers: { 'x-csrf-token': 'y', host: app } });
    expect(reached?.headers['x-auth-username']).toBe(person.username);
    expect(verifyIdentity(reached?.headers ?? {}, SECRET)).toMatchObject({ username: person.username, email: person.email });
    expect(reached?.headers.cookie).toMatch(/own=1; last=2/);
    expect(reached?.headers.cookie).not.toMatch(/session=|remember=/);
    expect(answer.setCookies).toEqual([]);
  });

  it('what a client claims about itself is dropped, in every spelling', async () => {
    const program = await signedIn();
    service.take();
    await program.ask(app, page, { headers: { ...FORGED, ...LOOK_ALIKES, ...MADE_UP } });
    const [reached] = service.take();
    expect(verifyIdentity(reached?.headers ?? {}, SECRET)).toMatchObject({ username: person.username });
    const names = reached?.names.filter((name) => /^x[^a-z]auth/.test(name)) ?? [];
    const signatures = ['x-auth-signature', 'x-auth-signature-v2'];
    const all = ['x-auth-email', 'x-auth-email-verified', 'x-auth-level', ...signatures, 'x-auth-user-id', 'x-auth-username'];
    expect(names.toSorted()).toEqual(all);
  });

  it('of somebody who has proven no address the service gets none, whatever the client claims', async () => {
    const newcomer = someone();
    const program = client();
    await program.post(gate, '/register', { ...newcomer, passwordConfirmation: newcomer.password });
    await program.post(gate, '/login', { identifier: newcomer.username, password: newcomer.password });
    service.take();
    await program.ask(app, page, { headers: FORGED });
    const [reached] = service.take();
    expect(verifyIdentity(reached?.headers ?? {}, SECRET)).toMatchObject({ username: newcomer.username, email: '' });
    const names = reached?.names.filter((name) => /^x[^a-z]auth/.test(name)) ?? [];
    expect(names.toSorted()).toEqual([
      'x-auth-level',
      'x-auth-signature',
      'x-auth-signature-v2',
      'x-auth-user-id',
      'x-auth-username',
    ]);
  });

  it('of somebody with roles the service gets these, and none that the client claims', async () => {
    const editor = someone();
    const program = client();
    await program.post(gate, '/register', { ...editor, passwordConfirmation: editor.password });
    await servers.query(`update users set roles = '{editor,staff}' where username = '${editor.username}'`);
    await program.post(gate, '/login', { identifier: editor.username, password: editor.password });
    service.take();
    await program.ask(app, page, { headers: FORGED });
    const [reached] = service.take();
    expect(reached?.headers['x-auth-roles']).toBe('editor,staff');
    expect(verifyIdentity(reached?.headers ?? {}, SECRET)).toMatchObject({ roles: ['editor', 'staff'] });
  });

  it('of somebody who has shown a second factor the service gets level 2, and of nobody who has not', async () => {
    const careful = someone();
    const program = client();
    await program.post(gate, '/register', { ...careful, passwordConfirmation: careful.password });
    await program.post(gate, '/login', { identifier: careful.username, password: careful.password });
    const levels = async () => {
      service.take();
      await program.ask(app, page, { headers: FORGED });
      return service.take().map(({ headers }) => [headers['x-auth-level'], verifyIdentity(headers, SECRET)?.level]);
    };
    expect(await levels()).toEqual([['1', 1]]);
    const { secret } = (await program.ask(gate, '/settings/second-factor/totp')).json;
    const made = await program.post(gate, '/settings/second-factor/totp', { code: codeOf(String(secret)) });
    expect(made.status).toBe(200);
    expect(await levels()).toEqual([['2', 2]]);
  });

  it('of an administrator who acts as somebody the service gets that person, who acts, and no role of the administrator', async () => {
    const admin = someone();
    const program = client();
    await program.post(gate, '/register', { ...admin, passwordConfirmation: admin.password });
    await servers.query(`update users set roles = '{admin}' where username = '${admin.username}'`);
    const { user } = (await program.post(gate, '/login', { identifier: admin.username, password: admin.password })).json;
    const { accounts } = (await program.ask(gate, `/admin/users?q=${person.username}`)).json;
    const begun = await program.post(gate, `/admin/users/${accounts[0].id}/impersonate`, { reason: 'asked for help' });
    expect(begun.status).toBe(200);
    expect([...program.cookies.keys()]).toContain('__Host-own-session');
    service.take();
    await program.ask(app, page, { headers: FORGED });
    const [reached] = service.take();
    expect(reached?.headers).toMatchObject({
      'x-auth-username': person.username,
      'x-auth-impersonator': user.id,
      'x-auth-level': '1',
    });
    expect(reached?.headers['x-auth-roles']).toBeUndefined();
    expect(reached?.headers.cookie ?? '').toBe('');
    expect(verifyIdentity(reached?.headers ?? {}, SECRET)).toMatchObject({ username: person.username, impersonator: user.id });
  });

  it.each(cookieHeaders())('of "%s" the service gets "%s"', async (sent, kept) => {
    const program = await door();
    service.take();
    await program.ask(app, page, { headers: { cookie: sent } });
    expect(service.take().map(({ headers }) => headers.cookie ?? '')).toEqual([kept]);
  });

  it('of cookies in several lines the service gets those that are not ours', async () => {
    await door();
    service.take();
    const at = { port: doorPort, host: '127.0.0.1', ca: certificates.ca, servername: app };
    const socket = connect(at);
    const lines = ['own=1; __Host-session=x', '__Host-session=y', 'session=z; last=2', '__Secure-remember=w'];
    const head = [`GET ${page} HTTP/1.1`, `Host: ${app}`, 'Connection: close', ...lines.map((line) => `Cookie: ${line}`)];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200/);
    const [reached] = service.take();
    expect(reached?.headers.cookie?.split('; ').filter(Boolean)).toEqual(['own=1', 'last=2']);
  });

  it('what signs in stays here however many cookies of that name are planted around it', async () => {
    const program = await signedIn({ remember: true });
    const own = [...program.cookies].map((pair) => pair.join('='));
    for (const planted of own.flatMap((pair) => [pair, pair.replace(/=.*/, '=planted')])) {
      for (const pairs of [[planted, ...own], [...own, planted], own.flatMap((pair) => ['a=1', planted, pair])]) {
        service.take();
        const { status } = await program.ask(app, page, { headers: { cookie: pairs.join('; ') } });
        const received = service.take().map(({ headers }) => headers.cookie ?? '');
        for (const pair of [...own, planted]) expect(received.join()).not.toContain(pair.replace(/^[^=]*=/, ''));
        expect([status, received.length]).toEqual(status === 200 ? [200, 1] : [401, 0]);
      }
    }
  });

  it('without a secret the service gets no signature', async () => {
    service.take();
    await (await door()).ask(app, page, { headers: FORGED });
    const [reached] = service.take();
    expect(reached?.headers).toMatchObject({ 'x-auth-user-id': '7', 'x-auth-username': 'somebody' });
    expect(reached?.headers['x-auth-signature']).toBeUndefined();
  });

  it('a logout takes effect at the next request', async () => {
    const program = await signedIn();
    const thief = client();
    program.cookies.forEach((value, name) => thief.cookies.set(name, value));
    expect((await thief.ask(app, page)).status).toBe(200);
    await program.post(gate, '/logout', {});
    service.take();
    expect((await thief.ask(app, page)).status).toBe(401);
    expect(service.take()).toEqual([]);
  });

  it('nobody but the proxy can ask /auth/verify', async () => {
    const program = await signedIn();
    for (const host of new Set([gate, app])) {
      for (const path of [
        '/auth/verify',
        '/AUTH/verify/',
        '/auth/verify?x',
        '/auth/%76erify',
        '//auth/verify',
        '/_gatehouse/verify',
      ]) {
        const { status, headers } = await program.ask(host, path, { headers: { 'x-original-url': 'https://evil.example/' } });
        if (host === gate) expect([path, status]).toEqual([path, 404]);
        expect(Object.keys(headers).filter((name) => name.startsWith('x-auth'))).toEqual([]);
      }
    }
  });

  it('a thousand odd paths reach the service unchanged or not at all, and nobody without a login', async () => {
    const [member, guest] = [await signedIn(), client()];
    service.take();
    const told = { reached: 0, refused: 0, sentBack: 0 };
    for (const path of oddPaths(1_000, prefix)) {
      const refused = await guest.ask(app, path, { headers: { accept: 'text/html', ...FORGED } });
      expect([path, service.take()]).toEqual([path, []]);
      const next = new URL(refused.headers.location ?? '/', `https://${gate}`).searchParams.get('next');
      if (next !== null) {
        const { href, host } = new URL(`https://${app}${encodeBytes(path)}`);
        // Caddy codes anew what it tells the door, too.
        expect([path, file.startsWith('nginx') ? next : new URL(next).host]).toEqual([
          path,
          file.startsWith('nginx') ? href : host,
        ]);
        told.sentBack += 1;
      }
      const { status } = await member.ask(app, path);
      const [reached, ...more] = service.take();
      expect([path, more]).toEqual([path, []]);
      if (reached === undefined) {
        // What lies outside the prefix is for Gatehouse to answer.
        if (gate !== app) expect([path, status]).not.toEqual([path, 200]);
        told.refused += 1;
      } else {
        expect([path, asRead(file, reached.url)]).toEqual([path, asRead(file, path)]);
        expect([path, reached.headers['x-auth-username']]).toEqual([path, person.username]);
        told.reached += 1;
      }
    }
    console.info(file, told);
    expect(told.reached).toBeGreaterThan(300);
    expect(told.sentBack).toBeGreaterThan(300);
  });

  it('the access log holds no query, which may be a secret', () => {
    if (file.startsWith('nginx')) expect(front.accessLog).toMatch(/"GET \S+" 200/);
    const told = front.accessLog.split('\n').filter((line) => /\?|b=c/.test(line));
    expect(told).toEqual([]);
  });

  it('while Redis is away nobody is let through, and nobody is logged out', async () => {
    const program = await signedIn();
    await redis.ask((admin) => admin.call('CLIENT', 'PAUSE', '3000', 'ALL'));
    service.take();
    const away = await program.ask(app, page);
    expect([away.status, away.headers['retry-after'], away.setCookies]).toEqual([503, '2', []]);
    expect(service.take()).toEqual([]);
    await eventually('the service is reached again', async () => (await program.ask(app, page)).status === 200);
  });

  it('without Gatehouse nobody is let through', async () => {
    const program = await signedIn();
    await product.stop();
    service.take();
    const { status } = await program.ask(app, page);
    expect([502, 503]).toContain(status);
    expect(service.take()).toEqual([]);
  });
});

const encodeBytes = (path: string) => path.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);

/** nginx hands on what it was sent; Caddy may code it anew, and judges what it has decoded. */
function asRead(file: string, address: string): string {
  if (file.startsWith('nginx')) return address;
  return encodeBytes(address).replace(/%([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
