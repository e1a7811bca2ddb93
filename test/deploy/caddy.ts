import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';
import { certificatesFor } from './certificates.js';
import { delivered, HOST, hostAndPort, type Places } from './delivered.js';

/** Debian's Caddy as a private process, with the delivered configuration, a certificate, and nothing else but its addresses changed. */
export class Caddy extends Program {
  private constructor(
    private readonly folder: string,
    task: 'run' | 'validate',
  ) {
    const home = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    super('caddy', [task, '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')], home);
  }

  static start(places: Places): Caddy {
    return new Caddy(prepare(places), 'run');
  }

  /** What `caddy validate` says of the configuration. */
  static async test(places: Places): Promise<{ readonly code: number | null; readonly said: string }> {
    const caddy = new Caddy(prepare(places), 'validate');
    const code = await caddy.exited;
    caddy.remove();
    // Caddy warns of the certificate and the ports of this rehearsal, which are not the delivered ones.
    const lines = [...caddy.lines, ...caddy.errors].filter((line) => !/stapling OCSP|redirects are disabled/.test(line));
    return { code, said: lines.join('\n') };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function prepare({ tlsPort, instances: [one, other], certificates }: Places): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-caddy-'));
  const { certificate, key } = certificates ?? certificatesFor([HOST], folder);
  const text = delivered('deploy/caddy/Caddyfile', {
    '\tlog default {': '\tadmin off\n\tauto_https disable_redirects\n\tlog default {',
    [`\n${HOST} {`]: `\nhttps://${HOST}:${tlsPort} {\n\tbind 127.0.0.1\n\ttls ${certificate} ${key}`,
    'app1:3000 app2:3000': `${hostAndPort(one)} ${hostAndPort(other)}`,
  });
  writeFileSync(join(folder, 'Caddyfile'), text);
  return folder;
}
