import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Key and certificate of a server, as files. */
export interface ServerCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** A certificate authority of a test's own, made by openssl. */
export class Authority {
  private readonly dir = mkdtempSync(join(tmpdir(), 'gatehouse-authority-'));
  /** Its certificate: what a setting such as DATABASE_CA_FILE names. */
  readonly file = join(this.dir, 'ca.pem');
  private readonly key = join(this.dir, 'ca.key');
  private count = 0;

  constructor(name = 'An authority of this test') {
    // A server that runs as another user reads from here.
    chmodSync(this.dir, 0o755);
    openssl('req', '-x509', ...NEW_KEY, '-keyout', this.key, '-out', this.file, '-days', '2', '-subj', `/CN=${name}`);
  }

  /** Its certificate, as PEM. */
  get certificate(): string {
    return readFileSync(this.file, 'utf8');
  }

  /** A certificate for these names, such as `DNS:localhost` and `IP:127.0.0.1`. */
  issue(...names: string[]): ServerCertificate {
    const base = join(this.dir, `server-${(this.count += 1)}`);
    const issued = { key: `${base}.key`, certificate: `${base}.pem` };
    openssl('req', ...NEW_KEY, '-keyout', issued.key, '-out', `${base}.csr`, '-subj', '/CN=a server of this test');
    writeFileSync(`${base}.ext`, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    const signed = ['-CA', this.file, '-CAkey', this.key, '-CAcreateserial', '-days', '2', '-extfile', `${base}.ext`];
    openssl('x509', '-req', '-in', `${base}.csr`, '-out', issued.certificate, ...signed);
    return issued;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
