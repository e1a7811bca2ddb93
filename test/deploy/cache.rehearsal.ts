import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { Closers } from '../support/product.js';
import { answers, eventually, startProcess } from '../support/servers/index.js';
import { logIn, signIn, someone, Visitor } from '../support/visitor.js';
import { PrivateProxy } from './private-proxy.js';
import { emptyServers, production } from './servers.js';

const closers = new Closers();
let origin: string;

/** A cache that keeps whatever it is not told to leave alone, for all visitors under one key. */
beforeAll(async () => {
  const servers = await closers.add(emptyServers(), (both) => both.remove());
  const [port, app] = [await freePort(), await freePort()];
  origin = `http://127.0.0.1:${port}`;
  const env = { ...production(servers.env), PUBLIC_URL: origin, TRUST_PROXY: '127.0.0.1', PORT: String(app) };
  await closers.add(startProcess(env), (product) => product.stop());
  const cache = PrivateProxy.nginx(`
    proxy_cache_path FOLDER/cache keys_zone=all:1m;
    server { listen 127.0.0.1:${port};
      location / {
        proxy_pass http://127.0.0.1:${app}; proxy_cache all; proxy_cache_key $request_uri;
        proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto http;
        add_header X-Cache $upstream_cache_status always;
      } }`);
  await closers.add(Promise.resolve(cache), (proxy) => proxy.end());
  await eventually('the cache passes requests on', () => answers(`${origin}/health/ready`), cache);
});

afterAll(() => closers.closeAll());

it('two people and a guest behind one cache see each their own, also what was refused, and share static files alone', async () => {
  const [one, other, guest] = [new Visitor(origin), new Visitor(origin), new Visitor(origin)];
  const people = [
    { visitor: one, name: (await signIn(one)).username },
    { visitor: other, name: (await signIn(other)).username },
  ];
  const kept = new Set<string>();
  for (let turn = 0; turn < 5; turn += 1) {
    for (const path of [
      '/',
      '/dashboard',
      '/profile',
      '/settings/sessions',
      '/session',
      '/login',
      '/register',
      '/auth/verify',
      '/nowhere',
    ]) {
      for (const format of ['html', 'json'] as const) {
        const seen = [];
        for (const { visitor, name } of people) {
          const page = await visitor.get(path, format);
          if (page.headers.get('x-cache') === 'HIT') kept.add(path);
          const told = page.text + JSON.stringify([...page.headers]);
          for (const { name: somebody } of people)
            if (somebody !== name) expect([path, told]).not.toEqual([path, expect.stringContaining(somebody)]);
          seen.push(told.includes(name));
        }
        expect(seen[0]).toBe(seen[1]);
        const own = await guest.get(path, format);
        const told = own.text + JSON.stringify([...own.headers]);
        for (const { name } of people) expect([path, told]).not.toEqual([path, expect.stringContaining(name)]);
      }
    }
    expect((await logIn(guest, someone(), 'html')).status).toBe(401);
  }
  expect([...kept]).toEqual([]);
  const [stylesheet = ''] = /\/assets\/[\w.-]+\.css/.exec((await guest.get('/login')).text) ?? [];
  const statuses = [];
  for (const visitor of [one, other, guest]) statuses.push((await visitor.get(stylesheet)).headers.get('x-cache'));
  expect(statuses).toEqual(['MISS', 'HIT', 'HIT']);
});
