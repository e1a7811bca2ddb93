/** Other hosts, as an attacker would write them. */
const HOSTS = ['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example', '[::1]', '2130706433', '0x7f000001', 'user:pass@evil.example', '%65vil.example', 'evil%E3%80%82example', 'ev\u0131l.example', 'evil\uff0eexample', 'evil\u3002example']; // prettier-ignore

/** What browsers read as the two slashes before a host, or have read so once. */
const LEADS = ['//', '///', '////', '/////', '/\\', '\\/', '\\\\', '\\\\\\', '//\\', '/\\/', '\\', '/\t/', '/\n/', '/\r/', '\t//', '\n//', ' //', '\u00a0//', '\u3000//', '\ufeff//', '\u200b//', '/\u0000/', '\u0000//', '/\u000b/', '/\u000c/', '/ /', '/.//', '/./\\', '/x/..//', '/..//', '/.\\/', '/%2e//', '/%2e%2e//', '/%2f', '/%2F/', '/%5c', '/%5C/', '%2f%2f', '%5c%5c', '/%09/', '/%0a/', '/%0d/', '/%00/', '/%252f', '/%2f%2f', '/\u2044', '/\uff0f', '\uff0f\uff0f', '/\u2215', '/\u29f8', '/;//', '/@', '/?//', '/#//', './/', '..//', '?//', '#//', '@', '//@', '/\\@', '/x//', '/\u007f/', '/\u0085/', '/\u2028/', '/\u00ad/', '/\u202e/', '///\\', '/\t\\', '/\\\t', '\u0001//']; // prettier-ignore

const SCHEMES = ['http:', 'https:', 'HTTP:', 'hTTps:', 'http:/', 'https:\\', 'http:\\\\', 'http:///', 'http:////', 'h\tttp://', '\thttp://', ' https://', 'http:\t//', 'ht\ntp://', '\u0000http://', '\u0001http://', 'ftp://', 'ws://', 'wss://', 'file://', 'file:', 'gopher://', 'javascript://', 'data:', 'blob:http://', 'view-source:http://', 'feed:http://', 'x://', 'http%3a//', 'http:%2f%2f', '://', ':', 'http', 'https', 'about:', 'mailto:x@', 'intent://', 'vbscript:']; // prettier-ignore

const SCRIPTS = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', '\u0001javascript:alert(1)', ' javascript:alert(1)', 'javascript&colon;alert(1)', 'javascript://%0aalert(1)', 'data:text/html,<script>alert(1)</script>', 'data:text/html;base64,PHNjcmlwdD4=', 'vbscript:msgbox(1)', '/"><script>alert(1)</script>', "/'onmouseover='alert(1)", '/<img src=x onerror=alert(1)>']; // prettier-ignore

/** Splits of headers, lengths, and what no parser can read. */
const OTHERS = ['/x\r\nSet-Cookie: a=b', '/x\r\n\r\n<html>', '/x\nLocation: //evil.example', '/x%0d%0aSet-Cookie:%20a=b', '/\u560a\u560dSet-Cookie: a=b', 'http://[', 'http://[::1', '//[', 'http://%', '//%', 'http://\ud800/', '/\ud800', '\udc00', 'http://a b/', '//', '///', 'http://', 'https://', 'http:', '/\\', '\\', ' ', '', '.', '..', '?', '#', 'x', 'dashboard', './dashboard', '0', 'null', 'undefined', '[object Object]', `/${'x'.repeat(2_048)}`, `//${'x'.repeat(3_000)}`, `http://${'x'.repeat(300)}.example/`, `${'/'.repeat(2_000)}evil.example`, `/${'\\'.repeat(500)}evil.example`, `/${'%2e%2e/'.repeat(200)}/evil.example`, `/${'./'.repeat(900)}/evil.example`]; // prettier-ignore

/** Looks like an address of ours, and is none. */
function lookAlikes(origin: string): string[] {
  const { host, hostname, port } = new URL(origin);
  return [`${origin}.evil.example/`, `${origin}@evil.example/`, `${origin}:@evil.example/`, `http://${hostname}:${Number(port) + 1}/`, `http://${hostname}/`, `https://${host}/`, `http://evil.example#${host}`, `http://evil.example?${origin}/`, `http://evil.example/${origin}`, `http://evil.example\\@${host}/`, `http://evil.example\\.${host}/`, `${origin}\\@evil.example`, `${origin}%2f@evil.example`, `${origin}%00.evil.example/`, `${origin}#@evil.example`, `http://user@${host}/`, `http://user:pass@${host}/`, `//${host}@evil.example`, `//user@${host}/`, `http://${hostname}%2eevil.example/`, `http://www.${host}/`, `${origin}\t.evil.example`, `${origin}\n@evil.example`, `ftp://${host}/`, `ws://${host}/`, `blob:${origin}/x`, `javascript:'${origin}/'`, `${origin}//evil.example`, `${origin}/\\evil.example`, `${origin}/.//evil.example`, `${origin}/%2f%2fevil.example`, `http:${host}/x`, `http:/${host}/x`]; // prettier-ignore
}

/** Several hundred values of `next`, none of which may lead away from `origin`. */
export function hostileAddresses(origin: string): string[] {
  const led = LEADS.flatMap((lead) => HOSTS.slice(0, 4).map((host) => lead + host));
  const hosted = ['//', '/\\', '\\\\', 'https://', 'http:', '/.//'].flatMap((lead) => HOSTS.map((host) => lead + host));
  const schemed = SCHEMES.flatMap((scheme) => ['evil.example', '//evil.example', '/evil.example'].map((rest) => scheme + rest));
  const encoded = led.slice(0, 80).map((address) => encodeURIComponent(address));
  return [...new Set([...led, ...hosted, ...schemed, ...encoded, ...SCRIPTS, ...OTHERS, ...lookAlikes(origin)])];
}
