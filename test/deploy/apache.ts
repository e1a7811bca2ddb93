import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';
import { certificatesFor } from './certificates.js';
import { delivered, HOST, hostAndPort, type Places } from './delivered.js';

const MODULES = '/usr/lib/apache2/modules';

/** Debian's Apache as a private process, with the delivered configuration and nothing but its addresses changed. */
export class Apache extends Program {
  private constructor(
    private readonly folder: string,
    args: readonly string[] = [],
  ) {
    super('apache2', ['-d', folder, '-f', join(folder, 'apache2.conf'), ...args], { APACHE_LOG_DIR: folder });
  }

  static start(places: Places): Apache {
    return new Apache(prepare(places), ['-D', 'FOREGROUND']);
  }

  /** What `apache2 -t` says of the configuration. */
  static async test(places: Places): Promise<{ readonly code: number | null; readonly said: string }> {
    const apache = new Apache(prepare(places), ['-t']);
    const code = await apache.exited;
    apache.remove();
    return { code, said: [...apache.lines, ...apache.errors].join('\n') };
  }

  /** What it has logged of requests, and of errors. */
  get accessLog(): string {
    const files = ['gatehouse.log', 'error.log'].map((name) => join(this.folder, name));
    return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function prepare({ port, tlsPort, instances: [one, other], certificates }: Places): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-apache-'));
  const { certificate, key } = certificates ?? certificatesFor([HOST], folder);
  const member = (name: string, at: string) => [`BalancerMember http://${name}:3000 `, `BalancerMember http://${at} `];
  const text = delivered('deploy/apache/gatehouse.conf', {
    '<VirtualHost *:80>': `<VirtualHost 127.0.0.1:${port}>`,
    '<VirtualHost *:443>': `<VirtualHost 127.0.0.1:${tlsPort}>`,
    '/etc/apache2/gatehouse/certificate.pem': certificate,
    '/etc/apache2/gatehouse/key.pem': key,
    ...Object.fromEntries([member('app1', hostAndPort(one)), member('app2', hostAndPort(other))]),
  });
  writeFileSync(join(folder, 'gatehouse.conf'), text);
  writeFileSync(
    join(folder, 'apache2.conf'),
    [
      // Debian brings this part: what a2enmod loads by the head of the delivered file, and what it always loads.
      ...modules(text).map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
      'TypesConfig /etc/mime.types',
      `PidFile ${folder}/pid`,
      `DefaultRuntimeDir ${folder}`,
      `ErrorLog ${folder}/error.log`,
      `ServerName ${HOST}`,
      userInfo().uid === 0 ? 'User www-data\nGroup www-data' : '',
      `Listen 127.0.0.1:${port}`,
      `Listen 127.0.0.1:${tlsPort}`,
      `Include ${folder}/gatehouse.conf`,
      '',
    ].join('\n'),
  );
  return folder;
}

/** a2enmod loads what a module needs, too. */
function modules(text: string): string[] {
  const always = ['mpm_event', 'authz_core', 'reqtimeout'];
  const named = /a2enmod ((?:\w+ ?)+)/.exec(text)?.[1]?.trim().split(' ') ?? [];
  const needed = named.flatMap((name) => {
    const [file] = globSync(`/etc/apache2/mods-available/${name}.load`);
    return file === undefined ? [] : (/^# Depends: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.split(' ') ?? []);
  });
  return [...new Set([...always, ...needed, ...named])];
}
