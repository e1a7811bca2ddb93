import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';

/** Debian's nginx or HAProxy as a private process, with a configuration of the rehearsal's own. */
export class PrivateProxy extends Program {
  private constructor(
    private readonly folder: string,
    command: string,
    args: readonly string[],
  ) {
    super(command, args);
  }

  /** `http`: the inside of nginx' http block. */
  static nginx(http: string): PrivateProxy {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-proxy-'));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
    // Its workers may not read a directory of root's.
    const user = userInfo().uid === 0 ? 'user root;' : '';
    writeFileSync(
      join(folder, 'nginx.conf'),
      `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr error; events {}
       http { access_log off; ${temporary.join(' ')} ${http.replaceAll('FOLDER', folder)} }\n`,
    );
    return new PrivateProxy(folder, 'nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr']);
  }

  /** `sections`: what comes after HAProxy's defaults. */
  static haproxy(sections: string): PrivateProxy {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-proxy-'));
    const defaults = 'defaults\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n retries 0\n';
    writeFileSync(join(folder, 'haproxy.cfg'), `${defaults}${sections}\n`);
    return new PrivateProxy(folder, 'haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')]);
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The lines of the delivered nginx configuration that set headers, for requests that have a Host (there a map looks after the others). */
export function deliveredHeaders(): string {
  const lines = globSync('deploy/nginx/*.conf').flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const headers = lines.map((line) => line.trim()).filter((line) => line.startsWith('proxy_set_header '));
  return [...new Set(headers)].join('\n').replaceAll('$host_or_stand_in', '$http_host');
}
