/** These may be widened. The others (`default-src`, `base-uri`, `frame-ancestors`) stay closed. */
const DIRECTIVES = [
  'connect-src',
  'font-src',
  'form-action',
  'frame-src',
  'img-src',
  'manifest-src',
  'media-src',
  'script-src',
  'style-src',
  'worker-src',
] as const;

export type PolicyDirective = (typeof DIRECTIVES)[number];

/** This is the site itself, one origin or path over TLS, the hash of an inline script or style, or a scheme of data. */
export type PolicySource =
  | "'self'"
  | `https://${string}`
  | `wss://${string}`
  | `'sha256-${string}'`
  | `'sha384-${string}'`
  | `'sha512-${string}'`
  | 'data:'
  | 'blob:';

/** This is what the Content-Security-Policy (CSP level 3) allows besides what every page needs. */
export type PolicySources = Readonly<Partial<Record<PolicyDirective, readonly PolicySource[]>>>;

const HASH = /^'sha(256|384|512)-[A-Za-z0-9+/_-]+={0,2}'$/;
const ADDRESS = /^(https|wss):\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?(\/[\w.~%/-]*)?$/i;

/** An image, a sound or a font made of text is harmless; a script, a frame or a form made of text is code. */
const DATA_IN: readonly string[] = ['img-src', 'media-src', 'font-src'];
const HASH_IN: readonly string[] = ['script-src', 'style-src'];

/** Throws an error with the reason where one of these sources would let in more than it says. */
export function checkPolicySources(owner: string, sources: PolicySources): void {
  for (const [directive, list] of Object.entries(sources)) {
    if (!(DIRECTIVES as readonly string[]).includes(directive)) {
      throw new Error(`${owner}: contentSecurityPolicy cannot widen "${directive}", only ${DIRECTIVES.join(', ')}`);
    }
    for (const source of list) {
      const reason = reasonAgainst(directive, source);
      if (reason !== undefined) throw new Error(`${owner}: contentSecurityPolicy refuses ${source} in ${directive}: ${reason}`);
    }
  }
}

function reasonAgainst(directive: string, source: string): string | undefined {
  if (source.includes('unsafe')) return 'with it, text that somebody has smuggled into a page would run';
  if (source.includes('*')) return 'a wildcard trusts every host under it; name each one';
  if (source === 'data:' || source === 'blob:') {
    return DATA_IN.includes(directive) ? undefined : 'made of text, that would be code; only images, fonts and media may be';
  }
  if (HASH.test(source)) return HASH_IN.includes(directive) ? undefined : 'a hash is for scripts and styles';
  if (source === "'self'" || ADDRESS.test(source)) return undefined;
  return "a source is 'self', an https:// or wss:// address of one host, a hash, or data: and blob:";
}
