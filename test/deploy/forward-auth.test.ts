import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/config/read-settings.js';

const FILES = readdirSync('deploy/forward-auth');
const IDENTITY = ['X-Auth-User-Id', 'X-Auth-Username', 'X-Auth-Email', 'X-Auth-Signature'];

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
  };
}

const read = (file: string) => readFileSync(`deploy/forward-auth/${file}`, 'utf8');

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

  it('hands on the four identity headers, and nothing else that is so called', () => {
    const named = (read(file).match(/X-Auth-[A-Z][\w-]+/g) ?? []).filter((name) => !name.includes('_'));
    expect(new Set(named)).toEqual(new Set(IDENTITY));
    expect(read(file)).toContain('/auth/verify');
  });
});

describe.each(FILES.filter((name) => name.startsWith('traefik')))('deploy/forward-auth/%s', (file) => {
  const { routers, middlewares, services } = (parse(read(file)) as Traefik).http;

  it('names what it has, and all that it has', () => {
    const used = Object.values(routers);
    expect(new Set(used.flatMap((router) => router.middlewares ?? []))).toEqual(new Set(Object.keys(middlewares)));
    expect(new Set(used.map(({ service }) => service))).toEqual(new Set(Object.keys(services)));
    for (const { rule, entryPoints, tls } of used) {
      expect(rule).toMatch(/^Host\(`[a-z.]+`\)( && (PathPrefix|PathRegexp)\(`[^`]+`\))?$/);
      expect([entryPoints, tls]).toEqual([['websecure'], { certResolver: 'letsencrypt' }]);
    }
  });

  it('asks the door before the service alone, believes no client, and keeps the door to itself', () => {
    expect(routers['service']?.middlewares).toEqual(['gatehouse-door']);
    expect(middlewares['gatehouse-door']).toEqual({
      forwardAuth: {
        address: 'http://gatehouse.internal:3000/auth/verify',
        trustForwardHeader: false,
        authResponseHeaders: IDENTITY,
      },
    });
    expect(routers['gatehouse']?.middlewares).toBeUndefined();
    expect(routers['door']).toMatchObject({ middlewares: ['nobody'], service: 'gatehouse' });
    expect(middlewares['nobody']).toEqual({ ipAllowList: { sourceRange: ['255.255.255.255/32'] } });
  });
});
