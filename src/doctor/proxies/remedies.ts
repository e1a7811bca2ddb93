import type { Proxy } from './marks.js';

/**
 * A finding may ask for lines of one of these kinds: to say for whom the proxy asks, the scheme, the host; to believe no
 * header of a client; to pass the Authorization header on; to leave Location as it is; to keep nothing.
 */
export type Topic = 'address' | 'scheme' | 'host' | 'claims' | 'authorization' | 'location' | 'cache';

type Lines = Readonly<Partial<Record<Topic, readonly string[]>>>;

const RETURN_HOSTS = 'Clients reach this header: nothing depends on it but ALLOWED_RETURN_HOSTS, which should be short.';

/** Lines of configuration, by proxy and by what they do. Those of programs in Debian are run by the doctor's rehearsal. */
export const REMEDIES: Readonly<Record<Proxy, Lines>> = {
  nginx: {
    address: ['proxy_set_header X-Forwarded-For $remote_addr;'],
    scheme: ['proxy_set_header X-Forwarded-Proto $scheme;', '# behind another proxy: $http_x_forwarded_proto'],
    host: ['proxy_set_header X-Forwarded-Host $http_host;'],
    claims: ['# set_real_ip_from names the proxies before this one, never everybody'],
    location: ['proxy_redirect off;'],
    cache: ['proxy_cache off;'],
  },
  HAProxy: {
    address: ['http-request set-header X-Forwarded-For %[src]'],
    scheme: ['http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]'],
    host: ['http-request set-header X-Forwarded-Host %[req.hdr(Host)]'],
    claims: ['# no http-request set-src from a header that clients send'],
    location: ['# no http-response replace-header Location'],
    cache: ['# no http-request cache-use'],
  },
  Caddy: {
    address: ['request_header -X-Forwarded-For', '# and no header_up X-Forwarded-For: reverse_proxy sets it'],
    scheme: ['request_header -X-Forwarded-Proto', '# and no header_up X-Forwarded-Proto: reverse_proxy sets it'],
    host: ['request_header -X-Forwarded-Host', '# and no header_up X-Forwarded-Host: reverse_proxy sets it'],
    claims: ['# trusted_proxies names the proxies before this one, never everybody'],
    location: ['# no header_down Location'],
  },
  Traefik: {
    address: ['# no forwardedHeaders.insecure; trustedIPs names the proxies before this one:', 'entryPoints.websecure.forwardedHeaders.trustedIPs = ["10.0.0.0/28"]'], // prettier-ignore
    scheme: ['http.middlewares.tls.headers.customRequestHeaders.X-Forwarded-Proto = "https"', '# where TLS ends before it, if trustedIPs cannot name who ends it'], // prettier-ignore
    host: ['# no forwardedHeaders.insecure, and in trustedIPs nobody but proxies'],
    claims: ['# no forwardedHeaders.insecure, and in trustedIPs nobody but proxies'],
  },
  Apache: {
    address: ['RequestHeader unset X-Forwarded-For early'],
    scheme: ['RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}'],
    host: ['ProxyPreserveHost On', 'RequestHeader unset X-Forwarded-Host early'],
    claims: ['# RemoteIPInternalProxy and RemoteIPTrustedProxy name the proxies before this one, never everybody'],
    location: ['# no ProxyPassReverse: answers lead to PUBLIC_URL by themselves'],
    cache: ['CacheDisable /'],
  },
  Varnish: {
    address: ['set req.http.X-Forwarded-For = client.ip;'],
    scheme: ['# import proxy; in vcl_recv:', 'if (proxy.is_ssl()) { set req.http.X-Forwarded-Proto = "https"; } else { set req.http.X-Forwarded-Proto = "http"; }'], // prettier-ignore
    host: ['set req.http.X-Forwarded-Host = req.http.Host;'],
    claims: ['# no set req.http.X-Forwarded-For from a header that clients send'],
    cache: ['return (pass);'],
  },
  Squid: {
    address: ['forwarded_for truncate'],
    scheme: ['request_header_access X-Forwarded-Proto deny all', 'request_header_add X-Forwarded-Proto https all'],
    host: ['request_header_access X-Forwarded-Host deny all'],
    claims: ['# follow_x_forwarded_for deny all'],
    authorization: ['# at the end of cache_peer: login=PASSTHRU'],
    cache: ['cache deny all'],
  },
  Envoy: {
    address: ['use_remote_address: true', 'skip_xff_append: false', 'xff_num_trusted_hops: 0'],
    scheme: [
      'use_remote_address: true',
      '# where TLS ends before it: scheme_header_transformation: { scheme_to_overwrite: https }',
    ],
    host: ['request_headers_to_remove: [x-forwarded-host]'],
    claims: ['use_remote_address: true', '# original_ip_detection_extensions: none that reads a header of clients'],
  },
  nghttpx: {
    address: ['add-x-forwarded-for=yes', 'strip-incoming-x-forwarded-for=yes'],
    scheme: ['# no no-add-x-forwarded-proto, and no no-strip-incoming-x-forwarded-proto'],
    host: [`# ${RETURN_HOSTS}`],
    location: ['no-location-rewrite=yes'],
  },
  h2o: {
    address: ['proxy.header.unset: x-forwarded-for'],
    scheme: ['proxy.preserve-x-forwarded-proto: OFF'],
    host: ['proxy.preserve-host: ON', 'proxy.header.unset: x-forwarded-host'],
  },
  lighttpd: {
    address: ['setenv.set-request-header = ( "X-Forwarded-For" => "" )'],
    scheme: ['# mod_proxy sets X-Forwarded-Proto itself where TLS ends in it'],
    host: ['# mod_proxy sets X-Forwarded-Host itself'],
    claims: ['# extforward.forwarder names the proxies before this one, never "all"'],
  },
  'AWS ALB': {
    address: ['routing.http.xff_header_processing.mode = append, and TRUST_PROXY=1'],
    scheme: ['A listener for HTTPS says https by itself; before it there must be no other end of TLS.'],
    host: ['routing.http.preserve_host_header.enabled = true', RETURN_HOSTS],
    claims: ['routing.http.xff_header_processing.mode = append, and TRUST_PROXY=1'],
  },
  'AWS NLB': {
    address: ['It adds no header. Let it speak PROXY (proxy_protocol_v2.enabled = true) to an nginx before the instances:', 'listen 8080 proxy_protocol; set_real_ip_from 10.0.0.0/16; real_ip_header proxy_protocol;'], // prettier-ignore
    scheme: ['FORWARDED_PROTO=https, where its listener is TLS and TRUST_PROXY names it'],
    host: ['It cannot drop X-Forwarded-Host; an nginx between can: proxy_set_header X-Forwarded-Host $http_host;'],
  },
  Cloudflare: {
    address: ['It appends the client to X-Forwarded-For: TRUST_PROXY=1, or the networks of https://www.cloudflare.com/ips/'],
    scheme: ['SSL/TLS, Overview: Full (strict). With Flexible the way from Cloudflare to you is in the clear.'],
    host: ['Rules, Transform Rules, Modify Request Header: remove X-Forwarded-Host'],
    claims: ['Origins take connections of Cloudflare alone (Authenticated Origin Pulls), and nobody else reaches them.'],
    cache: ['Caching, Cache Rules: Bypass cache for all but /assets/*'],
  },
  Google: {
    address: ['It appends the client and itself to X-Forwarded-For: TRUST_PROXY=2'],
    scheme: ['The frontend must be HTTPS; it says https by itself.'],
    host: ["gcloud compute backend-services update NAME --custom-request-header='X-Forwarded-Host:'"],
    cache: ['gcloud compute backend-services update NAME --cache-mode=USE_ORIGIN_HEADERS'],
  },
  'Azure Front Door': {
    address: ['It sets X-Forwarded-For by itself: TRUST_PROXY=1, and only it may reach the instances (X-Azure-FDID).'],
    scheme: ['Route, forwarding protocol: HTTPS only, or match the incoming request'],
    host: ['It sets X-Forwarded-Host by itself; only it may reach the instances (X-Azure-FDID).'],
    cache: ['Route: caching disabled'],
  },
  'Azure Application Gateway': {
    address: ['It appends the client, with its port, to X-Forwarded-For: TRUST_PROXY=1'],
    scheme: ['A listener for HTTPS says https by itself; before it there must be no other end of TLS.'],
    host: ['Rewrites, rewrite set, request header: delete X-Forwarded-Host'],
  },
};
