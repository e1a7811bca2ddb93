import type { Remedy } from './remedy.js';

/** What goes wrong with forms, pages and answers, and between a browser and the product. */
export const REQUEST_REMEDIES: readonly Remedy[] = [
  {
    fault: 'a form that names no page',
    says: /lacks @ShownOn\(page\)/,
    remedy: 'write @ShownOn(ThePage) above the class of the form: a refused form is shown again on that page',
  },
  {
    fault: 'a session or an answer that is no JSON',
    is: ['TypeError'],
    says: /serialize a BigInt|circular structure to JSON/,
    remedy:
      'sessions and answers are JSON: write a BigInt as String(value), and pick the fields that are meant instead of a whole object',
  },
  {
    fault: 'an answer that was sent twice',
    code: ['ERR_HTTP_HEADERS_SENT'],
    remedy:
      'a handler that has @Res() answers itself and returns nothing; or leave @Res() out and return page(), redirect() or data',
  },
  {
    fault: 'a view that threw',
    is: ['TypeError', 'ReferenceError'],
    stack: /preact-render-to-string|\bResponder\.page\b/,
    remedy: 'the page reads what its handler did not give it: give `data` a type without gaps, and test for what may be missing',
  },
  {
    fault: 'a name of this machine that PUBLIC_URL does not know',
    code: ['cross_site_request'],
    remedy: 'open the address that PUBLIC_URL names, or set PUBLIC_URL to the address that stands in the browser',
  },
  {
    fault: 'an https PUBLIC_URL over plain http, where browsers keep no Secure cookie',
    code: ['https_required'],
    remedy:
      'PUBLIC_URL is https, and this came over plain http, where browsers keep none of its cookies: open the https address, or leave PUBLIC_URL out in development',
  },
  {
    fault: 'a proxy that is not trusted',
    says: /set TRUST_PROXY/,
    remedy: 'set TRUST_PROXY to the address of the proxy, or to how many there are (docs/settings.md)',
  },
  {
    fault: 'a store that is away',
    code: ['STORE_UNAVAILABLE', 'ECONNREFUSED'],
    remedy: 'start PostgreSQL and Redis, or check DATABASE_URL and REDIS_URL; without both, the embedded ones are used',
  },
];
