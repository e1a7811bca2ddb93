import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** What a client has to trust, in PEM. */
  readonly ca: string;
  /** Files of the server. */
  readonly certificate: string;
  readonly key: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** A certificate for these hosts, by an authority of its own that lives as long as the directory. */
export function certificatesFor(hosts: readonly string[], directory: string): Certificates {
  const file = (name: string) => join(directory, name);
  const authority = [
    '-subj',
    '/CN=The rehearsal',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=keyCertSign',
  ];
  openssl(...KEY, ...authority, '-keyout', file('ca.key'), '-out', file('ca.pem'));
  const names = `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`;
  const issuer = ['-CA', file('ca.pem'), '-CAkey', file('ca.key')];
  openssl(...KEY, ...issuer, '-subj', '/CN=The front', '-addext', names, '-keyout', file('key.pem'), '-out', file('cert.pem'));
  return { ca: readFileSync(file('ca.pem'), 'utf8'), certificate: file('cert.pem'), key: file('key.pem') };
}

function openssl(...args: string[]): void {
  execFileSync('openssl', ['req', '-x509', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}
