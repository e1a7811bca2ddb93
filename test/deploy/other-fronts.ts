import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../support/servers/index.js';
import { certificatesFor } from './certificates.js';
import { delivered, HOST, hostAndPort, type Places } from './delivered.js';

/** What a recipe may put into the delivered file. */
interface Here {
  readonly folder: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly certificate: string;
  readonly key: string;
  readonly instances: readonly [string, string];
}

interface Recipe {
  readonly file: string;
  readonly program: string;
  readonly run: (file: string) => string[];
  readonly check: (file: string) => string[];
  readonly changes: (here: Here) => Record<string, string>;
  /** What Debian's own files bring. */
  readonly more?: (here: Here) => string;
}

const commas = (at: string) => at.replace(':', ',');
const portOf = (at: string) => at.replace(/.*:/, '');

const RECIPES = {
  nghttpx: {
    file: 'deploy/nghttpx/nghttpx.conf',
    program: 'nghttpx',
    run: (file) => [`--conf=${file}`, '--workers=1'],
    // nghttpx has no check of its own that does not start it.
    check: () => ['--version'],
    changes: ({ port, tlsPort, certificate, key, instances: [one, other], folder }) => ({
      'user=www-data\n': '',
      'frontend=*,80;': `frontend=127.0.0.1,${port};`,
      'frontend=*,443': `frontend=127.0.0.1,${tlsPort}`,
      '/etc/nghttpx/key.pem': key,
      '/etc/nghttpx/certificate.pem': certificate,
      'app1,3000': commas(one),
      'app2,3000': commas(other),
      '/var/log/nghttpx/access.log': join(folder, 'access.log'),
      '/var/log/nghttpx/error.log': join(folder, 'error.log'),
    }),
  },
  h2o: {
    file: 'deploy/h2o/h2o.conf',
    program: 'h2o',
    run: (file) => ['-m', 'worker', '-c', file],
    check: (file) => ['-t', '-c', file],
    changes: ({ port, tlsPort, certificate, key, instances: [one], folder }) => ({
      'user: www-data\n': 'num-threads: 1\n',
      '  port: 80\n': `  host: 127.0.0.1\n  port: ${port}\n`,
      '  port: 443\n': `  host: 127.0.0.1\n  port: ${tlsPort}\n`,
      '/etc/h2o/certificate.pem': certificate,
      '/etc/h2o/key.pem': key,
      'app1:3000': one,
      '/var/log/h2o/access.log': join(folder, 'access.log'),
      '/var/log/h2o/error.log': join(folder, 'error.log'),
    }),
  },
  squid: {
    file: 'deploy/squid/squid.conf',
    program: 'squid',
    run: (file) => ['-N', '-d', '1', '-f', file],
    check: (file) => ['-k', 'parse', '-f', file],
    changes: ({ port, tlsPort, certificate, key, instances: [one, other], folder }) => ({
      'http_port 80 ': `http_port 127.0.0.1:${port} `,
      'https_port 443 ': `https_port 127.0.0.1:${tlsPort} `,
      '/etc/squid/certificate.pem': certificate,
      '/etc/squid/key.pem': key,
      'app1 parent 3000': `127.0.0.1 parent ${portOf(one)}`,
      'app2 parent 3000': `127.0.0.1 parent ${portOf(other)}`,
      '/var/log/squid/access.log': join(folder, 'access.log'),
    }),
    more: ({ folder }) => `pid_filename none\ncache_log ${folder}/cache.log\ncoredump_dir ${folder}\n`,
  },
  lighttpd: {
    file: 'deploy/lighttpd/lighttpd.conf',
    program: 'lighttpd',
    run: (file) => ['-D', '-f', file],
    check: (file) => ['-tt', '-f', file],
    changes: ({ port, tlsPort, certificate, key, instances: [one, other], folder }) => ({
      'server.username = "www-data"\n': '',
      'server.groupname = "www-data"\n': '',
      '/var/www/html': folder,
      'server.port = 80\n': `server.port = ${port}\nserver.bind = "127.0.0.1"\n`,
      '":443"': `"127.0.0.1:${tlsPort}"`,
      '/etc/lighttpd/certificate.pem': certificate,
      '/etc/lighttpd/key.pem': key,
      '"app1", "port" => 3000': `"127.0.0.1", "port" => ${portOf(one)}`,
      '"app2", "port" => 3000': `"127.0.0.1", "port" => ${portOf(other)}`,
      '/var/log/lighttpd/access.log': join(folder, 'access.log'),
      '/var/log/lighttpd/error.log': join(folder, 'error.log'),
    }),
  },
} satisfies Record<string, Recipe>;

/** Debian's nghttpx, h2o, Squid or lighttpd as a private process, with the delivered file and nothing but its addresses changed. */
export class OtherFront extends Program {
  private constructor(
    private readonly folder: string,
    program: string,
    args: readonly string[],
  ) {
    super(program, args);
  }

  static start(name: keyof typeof RECIPES, places: Places): OtherFront {
    const { folder, file } = prepare(RECIPES[name], places);
    return new OtherFront(folder, RECIPES[name].program, RECIPES[name].run(file));
  }

  /** What the program says of its configuration. */
  static async test(
    name: keyof typeof RECIPES,
    places: Places,
  ): Promise<{ readonly code: number | null; readonly said: string }> {
    const { folder, file } = prepare(RECIPES[name], places);
    const front = new OtherFront(folder, RECIPES[name].program, RECIPES[name].check(file));
    const code = await front.exited;
    front.remove();
    return { code, said: [...front.lines, ...front.errors].join('\n') };
  }

  /** What it has logged of requests, and of errors. */
  get accessLog(): string {
    const files = globSync(join(this.folder, '*.log'));
    return files.map((file) => readFileSync(file, 'utf8')).join('');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As the other fronts are started and checked. */
export const otherFront = (name: keyof typeof RECIPES) => ({
  start: (places: Places) => OtherFront.start(name, places),
  test: (places: Places) => OtherFront.test(name, places),
});

function prepare(recipe: Recipe, { port, tlsPort, instances: [one, other], certificates }: Places) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-front-'));
  // Squid leaves root, and writes its logs as somebody else.
  chmodSync(folder, 0o777);
  const { certificate, key } = certificates ?? certificatesFor([HOST], folder);
  const here = { folder, port, tlsPort, certificate, key, instances: [hostAndPort(one), hostAndPort(other)] as const };
  const file = join(folder, 'front.conf');
  writeFileSync(file, delivered(recipe.file, recipe.changes(here)) + (recipe.more?.(here) ?? ''));
  return { folder, file };
}
