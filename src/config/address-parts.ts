import { refuseForeignForm } from './foreign-addresses.js';
import { isHostName } from './host-name.js';
import { decoded, refuseBareDelimiters } from './percent-encoding.js';

/** This is one host of an address: a name, an IP address without brackets, or the path of a Unix socket. */
export interface AddressHost {
  readonly host: string;
  /** This is undefined for the standard port. */
  readonly port: number | undefined;
}

/** These are the parts of `scheme://user:password@host:port,host:port/path?parameter=value`, decoded except for the path. */
export interface AddressParts {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** This is empty where the address names none. */
  readonly hosts: readonly AddressHost[];
  /** This has no first slash and is still encoded. */
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Parses the address of a store as WHATWG URLs are: the last `@` ends the password, the first `:` begins it, a `%`
 * that begins no escape is itself. Throws a message that completes the sentence "<VARIABLE> ..." and never quotes the
 * text.
 */
export function addressParts(text: string, schemes: readonly string[], example: string): AddressParts {
  refuseForeignForm(text, schemes, example);
  const [, scheme = '', authority = '', rest = '', query = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)\??([^#]*)/is.exec(text) ?? [];
  refuseBareDelimiters({ text, authority, rest, query });
  const end = authority.lastIndexOf('@');
  const credentials = end < 0 ? '' : authority.slice(0, end);
  const colon = credentials.indexOf(':');
  return {
    scheme: scheme.toLowerCase(),
    user: credentialOf(colon < 0 ? credentials : credentials.slice(0, colon)),
    password: colon < 0 ? undefined : credentialOf(credentials.slice(colon + 1)),
    hosts: hostsOf(authority.slice(end + 1)),
    path: rest.replace(/^\//, ''),
    parameters: parametersOf(query),
  };
}

function credentialOf(text: string): string | undefined {
  return text === '' ? undefined : decoded(text);
}

function hostsOf(text: string): AddressHost[] {
  return text === '' ? [] : text.split(',').map(hostOf);
}

function hostOf(entry: string): AddressHost {
  if ((entry.match(/:/g) ?? []).length > 1 && !entry.startsWith('[')) {
    throw new Error('must have an IPv6 address in brackets, such as [::1]:6379, and one port after each host');
  }
  const [, name = '', port] = /^(.*?)(?::([^:\]]*))?$/s.exec(entry) ?? [];
  return { host: hostNameOf(name), port: port === undefined ? undefined : portOf(port) };
}

/** Returns a port from 1 to 65535. Throws where it is none, because a password may stand there when the `@` is missing. */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw new Error('must have a port from 1 to 65535 after the colon; user and password stand before an @');
  }
  return port;
}

/** Reads a host as `new URL` does, or the path of a Unix socket's folder in percent-encoding. */
function hostNameOf(name: string): string {
  const path = decoded(name);
  if (path.startsWith('/')) return path;
  const url = name === '' || /[\s%@\\]/.test(name) ? null : URL.parse(`http://${name}/`);
  if (url === null || !isHostName(url.hostname))
    throw new Error('must name a host after its scheme and its @, such as db.example.org');
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Reads what follows the `?` as drivers do. Throws where a parameter is given twice. */
function parametersOf(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (parameters.has(name)) throw new Error('has a parameter twice: keep one of them');
    parameters.set(name, value);
  }
  return parameters;
}
