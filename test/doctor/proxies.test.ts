import { describe, expect, it } from 'vitest';
import type { Seen } from '../../src/doctor/examination.js';
import { diagnose } from '../../src/doctor/diagnose.js';
import { proxyNamed } from '../../src/doctor/proxies/advice.js';
import { type Headers, PROXIES, shortName } from '../../src/doctor/proxies/marks.js';
import { REMEDIES } from '../../src/doctor/proxies/remedies.js';
import { report } from '../../src/doctor/report.js';
import type { Visit } from '../../src/doctor/visit.js';

const SITE = new URL('https://www.example.org');
const CLIENT = '198.51.100.7';

/** What the product saw of a visit that came through a trusted proxy which says nothing of the scheme. */
const SEEN: Seen = {
  peer: '10.0.0.5',
  peerPort: 40_000,
  peerTrusted: true,
  trustProxy: 1,
  received: { 'x-forwarded-for': CLIENT },
  address: CLIENT,
  scheme: 'http',
  host: SITE.host,
  publicUrl: SITE.origin,
  unreadableHashes: 0,
};

/** What the doctor prints after such a visit, with these headers of proxies on the request and on the answer. */
function printed(request: Headers, answer: Headers, named?: string): string {
  const seen: Seen = { ...SEEN, marks: request };
  const visit: Visit = { outcome: { kind: 'seen', seen, direct: false, named: true }, marks: answer };
  return report([visit], diagnose([visit], SITE), SITE, named === undefined ? undefined : proxyNamed(named));
}

/** Headers as they were seen on real ones, or as their documents have them; then a line that says the scheme there. */
const FIXTURES: readonly (readonly [string, Headers, Headers, string])[] = [
  ['nginx', {}, { server: 'nginx/1.22.1' }, 'proxy_set_header X-Forwarded-Proto $scheme;'],
  ['Caddy', {}, { server: 'Caddy' }, 'request_header -X-Forwarded-Proto'],
  ['Caddy', {}, { via: '1.1 Caddy' }, 'request_header -X-Forwarded-Proto'],
  ['Traefik', { 'x-forwarded-server': 'traefik-6d8f', 'x-forwarded-port': '443', 'x-real-ip': CLIENT }, {}, 'customRequestHeaders.X-Forwarded-Proto'], // prettier-ignore
  ['Apache', {}, { server: 'Apache' }, 'RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}'],
  ['Varnish', { 'x-varnish': '32770' }, {}, 'proxy.is_ssl()'],
  ['Varnish', {}, { via: '1.1 www (Varnish/7.1)' }, 'proxy.is_ssl()'],
  ['Squid', { via: '1.1 front (squid/5.7)' }, {}, 'request_header_add X-Forwarded-Proto https all'],
  ['Envoy', { 'x-envoy-expected-rq-timeout-ms': '15000' }, { server: 'envoy' }, 'use_remote_address: true'],
  ['Envoy', {}, { server: 'istio-envoy', 'x-envoy-upstream-service-time': '3' }, 'use_remote_address: true'],
  ['nghttpx', { via: '2 nghttpx' }, {}, 'no-strip-incoming-x-forwarded-proto'],
  ['h2o', {}, { server: 'h2o/2.2.5' }, 'proxy.preserve-x-forwarded-proto: OFF'],
  ['lighttpd', { 'x-host': 'www.example.org' }, { server: 'lighttpd/1.4.69' }, 'mod_proxy sets X-Forwarded-Proto'],
  ['AWS ALB', { 'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678' }, {}, 'A listener for HTTPS'],
  ['Cloudflare', { 'cf-ray': '230b030023ae2822-SJC' }, { server: 'cloudflare' }, 'Full (strict)'],
  ['Google', { 'x-cloud-trace-context': '105445aa7843bc8bf206b12000100000/1;o=1', via: '1.1 google' }, {}, 'The frontend must be HTTPS'], // prettier-ignore
  ['Azure Front Door', { 'x-azure-ref': '0zxV+XAAAAABKMMOjBv2NT4TY6SQVjC0z' }, {}, 'forwarding protocol'],
  ['Azure Application Gateway', { 'x-appgw-trace-id': 'ac882cd65a2712a0fe1289ec2bb6aee7' }, {}, 'A listener for HTTPS'],
];

describe('by headers of the request or the answer the doctor', () => {
  it.each(FIXTURES)('knows %s, and prints the lines for it alone', (name, request, answer, line) => {
    const said = printed(request, answer);
    expect(said).toContain(`In front, by the headers: ${name}.`);
    expect(said).toContain('MISTAKE: The scheme is lost: no X-Forwarded-Proto arrives.');
    const headings = said.split('\n').filter((text) => /^ {4}[A-Z]?[\w ]+:$/i.test(text));
    expect(headings.map((text) => text.trim())).toEqual([`${name}:`]);
    expect(said).toContain(line);
    expect(said).not.toContain('--proxy=');
  });

  it('knows each of several in a row', () => {
    const said = printed({ 'cf-ray': '230b030023ae2822-SJC', 'x-varnish': '3' }, { server: 'cloudflare' });
    expect(said).toContain('In front, by the headers: Varnish, Cloudflare.');
    expect(said).toMatch(/Varnish:[^]+Cloudflare:/);
  });

  it('knows none where none tells, prints the lines of the likely ones, and says how to name another', () => {
    const said = printed({}, {});
    expect(said).not.toContain('In front');
    expect(said).toContain('http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]');
    expect(said).toContain('proxy_set_header X-Forwarded-Proto $scheme;');
    expect(said).toContain('add --proxy= and its name: nginx, haproxy, caddy, traefik, apache, ');
  });

  it('takes the word of an operator for more than headers', () => {
    const said = printed({}, { server: 'nginx' }, 'aws-nlb');
    expect(said).toContain('FORWARDED_PROTO=https');
    expect(said).not.toContain('proxy_set_header X-Forwarded-Proto');
  });
});

describe('the table of remedies', () => {
  it.each(PROXIES)('%s has lines for address, scheme and host, and is found by its short name', (proxy) => {
    for (const topic of ['address', 'scheme', 'host'] as const) expect(REMEDIES[proxy][topic]?.length).toBeGreaterThan(0);
    expect(proxyNamed(shortName(proxy))).toBe(proxy);
  });
});
