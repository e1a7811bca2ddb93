import { isIP } from 'node:net';
import { addressParts } from '../config/address-parts.js';
import { refuseUnread } from '../config/unread-parameters.js';

const EXAMPLE = 'smtp://user:password@mail.example.org:587';

/** This is a mail server that takes our mails and brings them on. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS begins with the connection; otherwise it is asked for by STARTTLS. */
  readonly secure: boolean;
  /** Nothing is said to a server that offers no TLS. Only a port of this machine may do without. */
  readonly requireTls: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/**
 * Reads the address of a mail server. Throws a message that completes the sentence "<VARIABLE> ...": one line with
 * fault and remedy, and nothing of the text.
 */
export function readMailServer(text: string): MailServer {
  const { scheme, hosts, user, password, path, parameters } = addressParts(text, ['smtp', 'smtps'], EXAMPLE);
  if (parameters.size > 0) refuseUnread(parameters, []);
  if (path !== '') throw new Error('has a path after its host: take it away (write %2F for a / in a password)');
  const [named, ...more] = hosts;
  if (named === undefined || more.length > 0 || named.host.startsWith('/')) throw new Error(`must name one host: ${EXAMPLE}`);
  if ((user === undefined) !== (password === undefined || password === '')) {
    throw new Error(`must have both a user and a password before its host, or neither: ${EXAMPLE}`);
  }
  const secure = scheme === 'smtps';
  const port = named.port ?? (secure ? 465 : 587);
  if (!secure && port === 465) throw new Error('names port 465, where TLS begins at once: begin it with smtps://');
  return { host: named.host, port, secure, requireTls: !secure && !isLoopback(named.host), user, password };
}

/** Tells whether a host is this very machine, between which and us nobody listens. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost';
}
