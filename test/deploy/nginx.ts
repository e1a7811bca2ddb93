import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/process.js';

/** Where the delivered configuration's names lead on this machine. */
export interface Places {
  /** The port that nginx listens on. */
  readonly port: number;
  /** The ports of app1 and app2. */
  readonly apps: readonly [number, number];
}

/** Debian's nginx as a private process, with the delivered configuration and nothing but its addresses changed. */
export class Nginx extends Program {
  private constructor(
    private readonly prefix: string,
    args: readonly string[] = [],
  ) {
    super('nginx', ['-p', prefix, '-c', 'nginx.conf', '-e', 'stderr', ...args]);
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
    rmSync(this.prefix, { recursive: true, force: true });
  }
}

function prepare({ port, apps }: Places): string {
  const prefix = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
  mkdirSync(join(prefix, 'conf.d'));
  let delivered = readFileSync('deploy/nginx/gatehouse.conf', 'utf8');
  delivered = replaceOnce(delivered, 'listen 8080;', `listen 127.0.0.1:${port};`);
  delivered = replaceOnce(delivered, 'server app1:3000 ', `server 127.0.0.1:${apps[0]} `);
  delivered = replaceOnce(delivered, 'server app2:3000 ', `server 127.0.0.1:${apps[1]} `);
  writeFileSync(join(prefix, 'conf.d/default.conf'), delivered);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${prefix}/${name};`);
  // The part that the nginx image brings. Its workers may not read a directory of root's.
  const user = userInfo().uid === 0 ? 'user root;' : '';
  writeFileSync(
    join(prefix, 'nginx.conf'),
    `${user} daemon off; worker_processes 1; pid ${prefix}/pid; error_log stderr warn; events {}
     http { ${temporary.join(' ')} include ${prefix}/conf.d/*.conf; }\n`,
  );
  return prefix;
}

function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`deploy/nginx/gatehouse.conf should say "${from}" once`);
  return text.replace(from, to);
}
