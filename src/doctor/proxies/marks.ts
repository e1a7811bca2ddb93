/** These are the proxies and load balancers that the doctor has lines of configuration for. */
export const PROXIES = [
  'nginx',
  'HAProxy',
  'Caddy',
  'Traefik',
  'Apache',
  'Varnish',
  'Squid',
  'Envoy',
  'nghttpx',
  'h2o',
  'lighttpd',
  'AWS ALB',
  'AWS NLB',
  'Cloudflare',
  'Google',
  'Azure Front Door',
  'Azure Application Gateway',
] as const;

export type Proxy = (typeof PROXIES)[number];

/** These headers, by their lower-case names, are those of a request or of an answer. */
export type Headers = Readonly<Record<string, string>>;

/** A proxy leaves this on requests as the product receives them, or on answers as a client does. */
interface Mark {
  readonly on: 'request' | 'answer';
  readonly header: string;
  readonly says: RegExp;
}

const request = (header: string, says = /./): Mark => ({ on: 'request', header, says });
const answer = (header: string, says = /./): Mark => ({ on: 'answer', header, says });

/** The marks of a row stand together for its proxy. HAProxy and AWS NLB leave none. */
const MARKS: readonly (readonly [Proxy, ...Mark[]])[] = [
  ['nginx', answer('server', /^(nginx|openresty|angie)/i)],
  ['Caddy', answer('server', /^caddy/i)],
  ['Caddy', answer('via', /\bcaddy/i)],
  // Apache says the name of its server too, but no port.
  ['Traefik', request('x-forwarded-server'), request('x-forwarded-port'), request('x-real-ip')],
  ['Apache', answer('server', /^apache/i)],
  ['Varnish', request('x-varnish')],
  ['Varnish', answer('x-varnish')],
  ['Varnish', answer('via', /\bvarnish/i)],
  ['Squid', request('via', /\bsquid\b/i)],
  ['Squid', answer('via', /\bsquid\b/i)],
  ['Squid', answer('x-cache-lookup')],
  ['Squid', answer('server', /^squid/i)],
  ['Envoy', answer('server', /^(istio-)?envoy/i)],
  ['Envoy', answer('x-envoy-upstream-service-time')],
  ['Envoy', request('x-envoy-expected-rq-timeout-ms')],
  ['Envoy', request('x-envoy-external-address')],
  ['Envoy', request('x-envoy-internal')],
  ['nghttpx', answer('server', /^nghttpx/i)],
  ['nghttpx', request('via', /\bnghttpx\b/i)],
  ['nghttpx', answer('via', /\bnghttpx\b/i)],
  ['h2o', answer('server', /^h2o\b/i)],
  ['lighttpd', answer('server', /^lighttpd/i)],
  ['lighttpd', request('x-host'), request('x-forwarded-host')],
  ['AWS ALB', request('x-amzn-trace-id')],
  ['AWS ALB', answer('server', /^awselb/i)],
  ['Cloudflare', request('cf-ray')],
  ['Cloudflare', answer('cf-ray')],
  ['Cloudflare', answer('server', /^cloudflare/i)],
  ['Google', request('x-cloud-trace-context')],
  ['Google', request('via', /\bgoogle\b/i)],
  ['Google', answer('via', /\bgoogle\b/i)],
  ['Azure Front Door', request('x-azure-ref')],
  ['Azure Front Door', request('x-azure-fdid')],
  ['Azure Front Door', answer('x-azure-ref')],
  ['Azure Application Gateway', request('x-appgw-trace-id')],
  ['Azure Application Gateway', answer('server', /^microsoft-azure-application-gateway/i)],
];

/** The product tells the doctor these headers of a request. */
export const REQUEST_MARKS: readonly string[] = headersOn('request');

/** The doctor looks at these headers of an answer. */
export const ANSWER_MARKS: readonly string[] = headersOn('answer');

function headersOn(side: Mark['on']): string[] {
  const marks = MARKS.flatMap(([, ...all]) => all.filter(({ on }) => on === side));
  return [...new Set(marks.map(({ header }) => header))];
}

/** Names the proxies that have left their marks, in the order of the list. */
export function proxiesOf(marks: { readonly request: Headers; readonly answer: Headers }): Proxy[] {
  const met = MARKS.filter(([, ...all]) => all.every(({ on, header, says }) => says.test(marks[on][header] ?? '')));
  return PROXIES.filter((name) => met.some(([proxy]) => proxy === name));
}

/** Returns the name of a proxy as a command line has it, such as `aws-alb`. */
export function shortName(proxy: Proxy): string {
  return proxy.toLowerCase().replaceAll(' ', '-');
}
