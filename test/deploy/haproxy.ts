import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';
import type { Target } from '../support/visitor.js';
import { certificatesFor } from './certificates.js';
import { delivered, HOST, type Places } from './delivered.js';

/** Debian's HAProxy as a private process, with the delivered configuration and nothing but its addresses changed. */
export class Haproxy extends Program {
  private constructor(
    readonly folder: string,
    args: readonly string[] = [],
  ) {
    super('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg'), ...args]);
  }

  static start(places: Places): Haproxy {
    return new Haproxy(prepare(places));
  }

  /** What `haproxy -c` says of the configuration. */
  static async test(places: Places): Promise<{ readonly code: number | null; readonly said: string }> {
    const haproxy = new Haproxy(prepare(places), ['-c']);
    const code = await haproxy.exited;
    haproxy.remove();
    return { code, said: [...haproxy.lines, ...haproxy.errors].join('\n') };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function prepare({ port, tlsPort, instances: [one, other], certificates }: Places): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-haproxy-'));
  const { certificate, key } = certificates ?? certificatesFor([HOST], folder);
  const both = join(folder, 'both.pem');
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  const configuration = delivered('deploy/haproxy/gatehouse.cfg', {
    // The program runs as the rehearsal's own user.
    '    user haproxy\n': '',
    '    group gatehouse\n': '',
    'bind :80\n': `bind 127.0.0.1:${port}\n`,
    'bind :443 ssl crt /etc/haproxy/gatehouse.pem': `bind 127.0.0.1:${tlsPort} ssl crt ${both}`,
    'server 1 unix@/run/gatehouse/1/http.sock': `server 1 ${address(one)}`,
    'server 2 unix@/run/gatehouse/2/http.sock': `server 2 ${address(other)}`,
  });
  writeFileSync(join(folder, 'haproxy.cfg'), configuration);
  return folder;
}

function address(target: Target): string {
  return 'port' in target ? `127.0.0.1:${target.port}` : `unix@${target.socketPath}`;
}
