import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/config/read-settings.js';
import { OUR_COOKIES } from './cookie-headers.js';

/** haproxy-door.lua is a part of haproxy-same-host.cfg. */
const FILES = readdirSync('deploy/forward-auth').filter((file) => !file.endsWith('.lua'));
const IDENTITY = [
  'X-Auth-User-Id',
  'X-Auth-Username',
  'X-Auth-Email',
  'X-Auth-Email-Verified',
  'X-Auth-Level',
  'X-Auth-Roles',
  'X-Auth-Impersonator',
  'X-Auth-Signature',
  'X-Auth-Signature-V2',
];

interface Router {
  readonly rule: string;
  readonly entryPoints: readonly string[];
  readonly middlewares?: readonly string[];
  readonly service: string;
  readonly tls: object;
}

interface Traefik {
  readonly http: {
    readonly routers: Readonly<Record<string, Router>>;
    readonly middlewares: Readonly<Record<string, object>>;
    readonly services: Readonly<Record<string, object>>;
    readonly serversTransports: Readonly<Record<string, object>>;
  };
}

const read = (file: string) => readFileSync(`deploy/forward-auth/${file}`, 'utf8');
/** What a file does, with what it loads and without what it says of it. */
const done = (file: string) =>
  [read(file), file.startsWith('haproxy') ? read('haproxy-door.lua') : ''].join('\n').replaceAll(/^\s*(#|--).*$/gm, '');

/** The settings that the head of a file asks of the instances. */
function settingsOf(file: string) {
  const head = read(file).split(/^[^#]/m)[0] ?? '';
  const named = [...head.matchAll(/\b([A-Z_]+)=(?:<[^>]+>|(\S+))/g)];
  return Object.fromEntries(named.map(([, name = '', value = '127.0.0.1']) => [name, value]));
}

describe.each(FILES)('deploy/forward-auth/%s', (file) => {
  it('asks for settings that the product takes, and that fit the hosts of the file', () => {
    const env = settingsOf(file);
    const settings = readSettings({ ...env, LOG_LEVEL: 'silent', SESSION_SECRET: 'x'.repeat(32) });
    const hosts = new Set(read(file).match(/\b(www|gate|app)\.example\.org\b/g));
    expect(hosts).toEqual(new Set([settings.publicUrl.host, ...settings.allowedReturnHosts]));
    expect(settings.trustProxy).toEqual(['127.0.0.1']);
    const shared = file.includes('sibling-host') ? 'example.org' : undefined;
    expect([settings.publicUrl.protocol, settings.cookieDomain]).toEqual(['https:', shared]);
  });

  it('says when there is an address, and what tells people apart instead', () => {
    expect(read(file).split(/^[^#\n]/m)[0]).toMatch(
      /X-Auth-Email is there when the person has proven the address, and only then: let a service tell people apart by X-Auth-User-Id\./,
    );
  });

  it.skipIf(file.startsWith('traefik'))('hands on the nine identity headers, and nothing else that is so called', () => {
    const named = (done(file).match(/X-Auth-[a-z][\w-]+/gi) ?? []).filter((name) => !name.includes('_'));
    expect(new Set(named.map((name) => name.toLowerCase()))).toEqual(new Set(IDENTITY.map((name) => name.toLowerCase())));
    expect(done(file)).toContain('/auth/verify');
  });
});

describe.each(FILES.filter((name) => !name.startsWith('traefik')))('deploy/forward-auth/%s', (file) => {
  it('takes every cookie of ours away from the service', () => {
    const missing = OUR_COOKIES.filter((name) => !new RegExp(`[ |(":]${name}[ |)"]`).test(done(file)));
    expect(missing).toEqual([]);
  });
});

describe.each(FILES.filter((name) => name.startsWith('traefik')))('deploy/forward-auth/%s', (file) => {
  const { routers, middlewares, services, serversTransports } = (parse(read(file)) as Traefik).http;

  it('names every middleware and service that it has', () => {
    const used = Object.values(routers);
    expect(new Set(used.flatMap((router) => router.middlewares ?? []))).toEqual(new Set(Object.keys(middlewares)));
    expect(new Set(used.map(({ service }) => service))).toEqual(new Set(Object.keys(services)));
    for (const { rule, entryPoints, tls } of used) {
      expect(rule).toMatch(/^Host\(`[a-z.]+`\)( && (PathPrefix|PathRegexp)\(`[^`]+`\))?$/);
      expect([entryPoints, tls]).toEqual([['websecure'], { certResolver: 'letsencrypt' }]);
    }
  });

  it('asks Gatehouse before the service alone, believes no client, and keeps /auth/verify to itself', () => {
    expect(routers['service']?.middlewares).toEqual(['gatehouse-door', 'no-cookies']);
    expect(middlewares['no-cookies']).toEqual({ headers: { customRequestHeaders: { Cookie: '' } } });
    expect(middlewares['gatehouse-door']).toEqual({
      forwardAuth: {
        address: 'http://gatehouse.internal:3000/auth/verify',
        trustForwardHeader: false,
        authResponseHeadersRegex: '(?i)^x[-_.]auth',
      },
    });
    expect(services['gatehouse']).toMatchObject({
      loadBalancer: { serversTransport: 'instances', healthCheck: { path: '/health/serving', interval: '500ms' } },
    });
    expect(serversTransports['instances']).toMatchObject({ forwardingTimeouts: { idleConnTimeout: '60s' } });
    expect(routers['gatehouse']?.middlewares).toBeUndefined();
    expect(routers['door']).toMatchObject({ middlewares: ['nobody'], service: 'gatehouse' });
    expect(middlewares['nobody']).toEqual({ ipAllowList: { sourceRange: ['255.255.255.255/32'] } });
  });
});
