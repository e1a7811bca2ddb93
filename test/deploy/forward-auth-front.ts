import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';
import type { Certificates } from './certificates.js';

/** Where the names of a delivered example lead on this machine. */
export interface FrontPlaces {
  /** The port that stands in for 443. */
  readonly port: number;
  /** The ports of app1 and app2; they may be one. */
  readonly gatehouse: readonly [number, number];
  readonly service: number;
  readonly certificates: Certificates;
}

/** A proxy with an example of deploy/forward-auth, nothing but its addresses and certificates changed. */
export class Front {
  private constructor(
    readonly program: Program,
    private readonly directory: string,
  ) {}

  static start(file: string, places: FrontPlaces): Front {
    return Front.run(file, places, []);
  }

  /** What the proxy itself says of the configuration. */
  static async check(file: string, places: FrontPlaces): Promise<{ readonly code: number | null; readonly said: string }> {
    const front = Front.run(file, places, ['check']);
    const code = await front.program.exited;
    rmSync(front.directory, { recursive: true, force: true });
    return { code, said: [...front.program.lines, ...front.program.errors].join('\n') };
  }

  /** What the proxy has logged of requests so far; Caddy logs none. */
  get accessLog(): string {
    const file = join(this.directory, 'access.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async stop(): Promise<void> {
    await this.program.stop('SIGINT');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private static run(file: string, places: FrontPlaces, task: readonly 'check'[]): Front {
    const directory = mkdtempSync(join(tmpdir(), 'gatehouse-front-'));
    const kind = file.startsWith('nginx') ? 'nginx' : file.startsWith('Caddy') ? 'caddy' : 'haproxy';
    return new Front(KINDS[kind](file, places, directory, task.length > 0), directory);
  }
}

type Run = (file: string, places: FrontPlaces, directory: string, check: boolean) => Program;

const KINDS: Readonly<Record<'nginx' | 'caddy' | 'haproxy', Run>> = {
  nginx: (file, places, directory, check) => {
    writeFileSync(join(directory, 'example'), nginx(file, places, directory));
    writeFileSync(join(directory, 'nginx.conf'), nginxImage(directory));
    return new Program('nginx', ['-p', directory, '-c', 'nginx.conf', '-e', 'stderr', ...(check ? ['-t'] : [])]);
  },
  caddy: (file, places, directory, check) => {
    const config = join(directory, 'example');
    writeFileSync(config, caddy(file, places));
    const home = { XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory };
    return new Program('caddy', [check ? 'validate' : 'run', '--adapter', 'caddyfile', '--config', config], home);
  },
  haproxy: (file, places, directory, check) => {
    const config = join(directory, 'example.cfg');
    writeFileSync(config, haproxy(file, places, directory));
    return new Program('haproxy', ['-db', '-f', config, ...(check ? ['-c'] : [])]);
  },
};

function nginx(file: string, { port, gatehouse, service, certificates }: FrontPlaces, directory: string): string {
  return delivered(file, {
    'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
    'server app1:3000': `server 127.0.0.1:${gatehouse[0]}`,
    'server app2:3000': `server 127.0.0.1:${gatehouse[1]}`,
    'server service:8000': `server 127.0.0.1:${service}`,
    '/etc/nginx/tls/fullchain.pem': certificates.certificate,
    '/etc/nginx/tls/privkey.pem': certificates.key,
    '/var/log/nginx/': `${directory}/`,
  });
}

function caddy(file: string, { port, gatehouse, service, certificates }: FrontPlaces): string {
  const site = (host: string) =>
    `https://${host}:${port} {\n\tbind 127.0.0.1\n\ttls ${certificates.certificate} ${certificates.key}`;
  const hosts = ['www', 'gate', 'app'].map((name) => `${name}.example.org`);
  const text = delivered(file, {
    'app1:3000 app2:3000': [...new Set(gatehouse)].map((app) => `127.0.0.1:${app}`).join(' '),
    'service:8000': `127.0.0.1:${service}`,
  });
  const sites = hosts.reduce((config, host) => config.replace(`\n${host} {`, () => `\n${site(host)}`), text);
  return `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${sites}`;
}

function haproxy(file: string, { port, gatehouse, service, certificates }: FrontPlaces, directory: string): string {
  const both = join(directory, 'both.pem');
  writeFileSync(both, readFileSync(certificates.certificate, 'utf8') + readFileSync(certificates.key, 'utf8'));
  const [door, lua] = [join(directory, 'door.sock'), join(directory, 'door.lua')];
  writeFileSync(lua, delivered('haproxy-door.lua', { '/run/haproxy/gatehouse-door.sock': door }));
  return delivered(file, {
    // The program runs as the rehearsal's own user.
    '    user haproxy\n    group haproxy\n': '',
    ' user haproxy mode 600': ' mode 600',
    'bind :443 ssl crt /etc/haproxy/gatehouse.pem': `bind 127.0.0.1:${port} ssl crt ${both}`,
    '/etc/haproxy/haproxy-door.lua': lua,
    '/run/haproxy/gatehouse-door.sock': door,
    'server 1 app1:3000': `server 1 127.0.0.1:${gatehouse[0]}`,
    'server 2 app2:3000': `server 2 127.0.0.1:${gatehouse[1]}`,
    'service:8000': `127.0.0.1:${service}`,
  });
}

/** The part that the nginx image brings. Its workers may not read a directory of root's. */
function nginxImage(directory: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`);
  return `${userInfo().uid === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${directory}/pid;
    error_log stderr warn; events {} http { access_log off; ${temporary.join(' ')} include ${directory}/example; }\n`;
}

function delivered(file: string, replacements: Readonly<Record<string, string>>): string {
  let text = readFileSync(`deploy/forward-auth/${file}`, 'utf8');
  for (const [from, to] of Object.entries(replacements)) {
    if (!text.includes(from)) throw new Error(`deploy/forward-auth/${file} should say "${from}"`);
    text = text.replaceAll(from, to);
  }
  return text;
}
