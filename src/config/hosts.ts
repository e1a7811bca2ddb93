/*
 * Parsers for names of hosts and people to turn to. What they throw completes the sentence "<VARIABLE> ...".
 */

/**
 * Parses `host` or `host:port`, comma-separated, in the spelling that `URL.host` has for an https address; it refuses
 * characters that would end a directive of the CSP.
 */
export function hosts(text: string): string[] {
  return text.split(',').map((entry) => {
    const host = entry.trim();
    const url = URL.parse(`https://${host}`);
    if (!url || /[/?#@\\\s;'"]/.test(host) || url.host === '') {
      throw new Error('must be hosts such as app.example.org or app.example.org:8443, separated by commas');
    }
    return url.host;
  });
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
