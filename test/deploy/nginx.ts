import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';
import type { Target } from '../support/visitor.js';
import { certificatesFor } from './certificates.js';
import { delivered, HOST, type Places } from './delivered.js';

/**
 * Debian's nginx as a private process, with a delivered configuration and nothing but its addresses changed: for
 * instances at ports the one of docker-compose.yml, for instances at Unix sockets the one with TLS.
 */
export class Nginx extends Program {
  private constructor(
    readonly folder: string,
    args: readonly string[] = [],
  ) {
    super('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', ...args]);
  }

  static start(places: Places): Nginx {
    return new Nginx(prepare(places));
  }

  /** What `nginx -t` says of the configuration. */
  static async test(places: Places): Promise<{ readonly code: number | null; readonly said: string }> {
    const nginx = new Nginx(prepare(places), ['-t']);
    const code = await nginx.exited;
    nginx.remove();
    return { code, said: nginx.errors.join('\n') };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function prepare(places: Places): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
  mkdirSync(join(folder, 'conf.d'));
  writeFileSync(join(folder, 'conf.d/default.conf'), configuration(places, folder));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  // The nginx image brings this part. Its workers may not read a directory of root's.
  const user = userInfo().uid === 0 ? 'user root;' : '';
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr warn; events {}
     http { ${temporary.join(' ')} include ${folder}/conf.d/*.conf; }\n`,
  );
  return folder;
}

function configuration({ port, tlsPort, instances: [one, other], certificates }: Places, folder: string): string {
  if ('port' in one) {
    return delivered('deploy/nginx/gatehouse.conf', {
      'listen 8080;': `listen 127.0.0.1:${port};`,
      '/var/log/nginx/error.log': 'stderr',
      'server app1:3000 ': server(one),
      'server app2:3000 ': server(other),
    });
  }
  const { certificate, key } = certificates ?? certificatesFor([HOST], folder);
  return delivered('deploy/nginx/gatehouse-tls.conf', {
    'listen 80;': `listen 127.0.0.1:${port};`,
    '/var/log/nginx/error.log': 'stderr',
    'listen [::]:80;': '',
    'listen 443 ssl;': `listen 127.0.0.1:${tlsPort} ssl;`,
    'listen [::]:443 ssl;': '',
    '/etc/nginx/gatehouse/certificate.pem': certificate,
    '/etc/nginx/gatehouse/key.pem': key,
    'server unix:/run/gatehouse/1/http.sock ': server(one),
    'server unix:/run/gatehouse/2/http.sock ': server(other),
  });
}

function server(target: Target): string {
  return 'port' in target ? `server 127.0.0.1:${target.port} ` : `server unix:${target.socketPath} `;
}
