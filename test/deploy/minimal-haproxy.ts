import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';

/** Debian's HAProxy as a private process in front of one instance, with nothing but what it must have. */
export class MinimalHaproxy extends Program {
  private constructor(private readonly folder: string) {
    super('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')]);
  }

  static start(port: number, app: number): MinimalHaproxy {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-haproxy-'));
    writeFileSync(join(folder, 'haproxy.cfg'), configuration(port, app));
    return new MinimalHaproxy(folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const configuration = (port: number, app: number) => `
global
    tune.bufsize 32768
defaults
    mode http
    timeout http-request 15s
    timeout http-keep-alive 60s
    timeout client 30s
    timeout connect 1s
    timeout server 30s
frontend visitors
    bind 127.0.0.1:${port}
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Request-Id %[uuid()]
    default_backend gatehouse
backend gatehouse
    # A connection that an attack has left in disorder is what the next visitor gets.
    http-reuse always
    server app1 127.0.0.1:${app}
`;
