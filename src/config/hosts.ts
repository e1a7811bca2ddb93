import { isHostName } from './host-name.js';

/*
 * Parsers for names of hosts and people to turn to. What they throw completes the sentence "<VARIABLE> ...".
 */

/**
 * Parses `host` or `host:port`, comma-separated, in the spelling that `URL.host` has for an https address. Other characters
 * would end a directive of the CSP, or make it wider: a browser takes a `*` for every host below.
 */
export function hosts(text: string): string[] {
  return text.split(',').map((entry) => {
    const host = entry.trim();
    const url = URL.parse(`https://${host}`);
    if (!url || /[/?#@\\\s]/.test(host) || !isHostName(url.hostname)) {
      throw new Error('must be hosts such as app.example.org or app.example.org:8443, separated by commas');
    }
    return url.host;
  });
}

/**
 * Parses origins as browsers send them in `Origin`, comma-separated. An address with a path, `*` and `null` are no
 * origin that could be meant.
 */
export function origins(text: string): string[] {
  return text.split(',').map((entry) => {
    const url = URL.parse(entry.trim());
    if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== entry.trim() || url.host.includes('*')) {
      throw new Error('must be origins such as https://app.example.org, as a browser spells them, separated by commas');
    }
    return url.origin;
  });
}

/** Tells whether nobody on the way can write the pages of an origin: https, or a port of the person's own machine. */
export function isTrustworthy(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Parses a domain for cookies, such as `example.org`; a leading dot means the same (RFC 6265, 5.2.3). */
export function hostName(text: string): string {
  const name = text.replace(/^\./, '');
  const url = URL.parse(`https://${name}`);
  if (!url || url.host !== name.toLowerCase() || !name.includes('.') || /^[\d.]+$/.test(name)) {
    throw new Error('must be a domain name such as example.org, without scheme and port');
  }
  return url.host;
}

/** Parses where reports of security faults go, as a URI (RFC 9116, 2.5.3); a plain e-mail address becomes a `mailto:`. */
export function contact(text: string): string {
  const uri = /^[^\s:@/]+@[^\s:@/]+$/.test(text) ? `mailto:${text}` : text;
  if (!URL.canParse(uri) || !/^(mailto:|https:\/\/|tel:)[\x21-\x7e]+$/.test(uri)) {
    throw new Error('must be an e-mail address, or a mailto:, https:// or tel: address');
  }
  return uri;
}
