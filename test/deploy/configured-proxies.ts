import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';
import { certificatesFor } from './certificates.js';

/** Where a proxy listens, and what stands behind it. */
export interface ProxyPlaces {
  readonly front: number;
  readonly app: number;
}

interface Places extends ProxyPlaces {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
}

/** Files by their names, and the programs that read them. `lines` go where the configuration of that site stands. */
interface Written {
  readonly files: Readonly<Record<string, string>>;
  readonly programs: readonly (readonly [string, ...string[]])[];
  /** They listen here too, behind the front. */
  readonly inner?: number;
}

const asRoot = userInfo().uid === 0;

/** The shortest configuration with which each passes requests on to the product, by TLS, and these lines more. */
const CONFIGURATIONS = {
  Caddy: ({ front, app, folder, certificate, key }: Places, lines: readonly string[]): Written => ({
    files: {
      Caddyfile: `{\n admin off\n auto_https disable_redirects\n}\nhttps://localhost:${front} {\n bind 127.0.0.1\n tls ${certificate} ${key}\n ${lines.join('\n ')}\n reverse_proxy 127.0.0.1:${app}\n}\n`,
    },
    programs: [['caddy', 'run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]],
  }),
  Apache: ({ front, app, folder, certificate, key }: Places, lines: readonly string[]): Written => ({
    files: {
      'apache2.conf': [
        ...['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'ssl', 'socache_shmcb'].map(
          (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
        ),
        `PidFile ${folder}/pid\nDefaultRuntimeDir ${folder}\nErrorLog ${folder}/error.log\nServerName localhost`,
        asRoot ? 'User www-data\nGroup www-data' : '',
        `Listen 127.0.0.1:${front}\nSSLEngine on\nSSLCertificateFile ${certificate}\nSSLCertificateKeyFile ${key}`,
        ...lines,
        `ProxyPass / http://127.0.0.1:${app}/\n`,
      ].join('\n'),
    },
    programs: [['apache2', '-d', folder, '-f', join(folder, 'apache2.conf'), '-D', 'FOREGROUND']],
  }),
  Varnish: ({ front, app, folder, certificate, key }: Places, lines: readonly string[]): Written => ({
    files: {
      'default.vcl': `vcl 4.1;\nimport proxy;\nbackend default { .host = "127.0.0.1"; .port = "${app}"; }\nsub vcl_recv {\n${lines.join('\n')}\n return (pass);\n}\n`,
      'both.pem': readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'),
      'hitch.conf': `frontend = "[127.0.0.1]:${front}"\nbackend = "[127.0.0.1]:${front + 1}"\nwrite-proxy-v2 = on\npem-file = "${folder}/both.pem"\nalpn-protos = "http/1.1"\n${asRoot ? 'user = "_hitch"\ngroup = "_hitch"\n' : ''}`,
    },
    inner: front + 1,
    programs: [
      ['varnishd', '-j', 'none', '-F', '-n', `${folder}/work`, '-a', `127.0.0.1:${front + 1},PROXY`, '-f', `${folder}/default.vcl`, '-s', 'malloc,8m'], // prettier-ignore
      ['hitch', `--config=${folder}/hitch.conf`, '--quiet'],
    ],
  }),
  Squid: ({ front, app, folder, certificate, key }: Places, lines: readonly string[]): Written => {
    const login = lines.flatMap((line) => /\blogin=\w+/.exec(line) ?? []).join(' ');
    return {
      files: {
        'squid.conf': [
          `https_port 127.0.0.1:${front} accel defaultsite=localhost tls-cert=${certificate} tls-key=${key}`,
          `cache_peer 127.0.0.1 parent ${app} 0 no-query no-digest originserver ${login}`,
          `http_access allow all\nnever_direct allow all\ncache deny all\npid_filename none\naccess_log none\npinger_enable off`,
          `cache_log ${folder}/cache.log\ncoredump_dir ${folder}\nvisible_hostname localhost\nshutdown_lifetime 1 seconds`,
          ...lines,
          '',
        ].join('\n'),
      },
      programs: [['squid', '-N', '-f', join(folder, 'squid.conf')]],
    };
  },
  nghttpx: ({ front, app, folder, certificate, key }: Places, lines: readonly string[]): Written => ({
    files: {
      'nghttpx.conf': `frontend=127.0.0.1,${front}\nbackend=127.0.0.1,${app};/\nprivate-key-file=${key}\ncertificate-file=${certificate}\n${lines.join('\n')}\n`,
    },
    programs: [['nghttpx', `--conf=${folder}/nghttpx.conf`, '--workers=1']],
  }),
  h2o: ({ front, app, folder, certificate, key }: Places, lines: readonly string[]): Written => ({
    files: {
      'h2o.conf': `num-threads: 1\nlisten: { host: 127.0.0.1, port: ${front}, ssl: { certificate-file: ${certificate}, key-file: ${key} } }\n${lines.join('\n')}\nhosts: { default: { paths: { /: { proxy.reverse.url: "http://127.0.0.1:${app}/" } } } }\n`,
    },
    programs: [['h2o', '-m', 'worker', '-c', join(folder, 'h2o.conf')]],
  }),
  lighttpd: ({ front, app, folder, certificate, key }: Places, lines: readonly string[]): Written => ({
    files: {
      'lighttpd.conf': `server.modules = ( "mod_openssl", "mod_setenv", "mod_proxy" )\nserver.document-root = "${folder}"\nserver.bind = "127.0.0.1"\nserver.port = ${front}\nssl.engine = "enable"\nssl.pemfile = "${certificate}"\nssl.privkey = "${key}"\n${lines.join('\n')}\nproxy.server = ( "" => ( ( "host" => "127.0.0.1", "port" => ${app} ) ) )\n`,
    },
    programs: [['lighttpd', '-D', '-f', join(folder, 'lighttpd.conf')]],
  }),
};

export type Configured = keyof typeof CONFIGURATIONS;

/** Debian's proxies as private processes, each with the shortest configuration that passes requests on, and some lines more. */
export class ConfiguredProxy {
  readonly ca: string;
  /** All of these are open before it passes anything on. */
  readonly ports: readonly number[];
  private readonly folder: string;
  private readonly programs: readonly Program[];

  constructor(name: Configured, places: ProxyPlaces, lines: readonly string[] = []) {
    this.folder = mkdtempSync(join(tmpdir(), 'gatehouse-proxy-'));
    const { ca, certificate, key } = certificatesFor(['localhost'], this.folder);
    this.ca = join(this.folder, 'trusted.pem');
    writeFileSync(this.ca, ca);
    const {
      files,
      programs,
      inner = places.front,
    }: Written = CONFIGURATIONS[name]({ ...places, folder: this.folder, certificate, key }, lines);
    this.ports = [places.front, inner];
    for (const [file, text] of Object.entries(files)) writeFileSync(join(this.folder, file), text);
    const home = { XDG_DATA_HOME: this.folder, XDG_CONFIG_HOME: this.folder };
    this.programs = programs.map(([program, ...args]) => new Program(program, args, home));
  }

  get hasEnded(): boolean {
    return this.programs.some(({ hasEnded }) => hasEnded);
  }

  /** What they have said, for whoever looks for the reason of a failure. */
  get said(): string {
    const logs = globSync(join(this.folder, '*.log')).map((file) => readFileSync(file, 'utf8'));
    return [...this.programs.flatMap(({ lines, errors }) => [...lines, ...errors]), ...logs].join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
