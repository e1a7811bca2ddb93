import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { eventually, Program } from '../support/servers/index.js';
import { certificatesFor } from './certificates.js';
import { delivered, HOST, hostAndPort, type Places } from './delivered.js';

/** Debian's Varnish, and Hitch before it, as private processes with the delivered files and nothing but their addresses changed. */
export class Varnish extends Program {
  private readonly hitch: Promise<Program>;

  private constructor(
    private readonly folder: string,
    places: Places,
  ) {
    super('varnishd', arguments_(folder, places));
    // Hitch wants Varnish's socket to be there, as hitch.service.conf sees to it.
    const socket = join(folder, 'hitch.sock');
    this.hitch = eventually('Varnish listens', () => existsSync(socket), this).then(
      () => new Program('hitch', [`--config=${folder}/hitch.conf`, '--quiet']),
    );
  }

  static start(places: Places): Varnish {
    return new Varnish(prepare(places), places);
  }

  /** What both programs say of their configuration. */
  static async test(places: Places): Promise<{ readonly code: number | null; readonly said: string }> {
    const folder = prepare(places);
    const socket = createServer().listen(join(folder, 'hitch.sock'));
    await once(socket, 'listening');
    const programs = [
      new Program('varnishd', ['-j', 'none', '-C', '-n', join(folder, 'check'), '-f', join(folder, 'gatehouse.vcl')]),
      new Program('hitch', ['--test', `--config=${folder}/hitch.conf`]),
    ];
    const codes = await Promise.all(programs.map(({ exited }) => exited));
    socket.close();
    rmSync(folder, { recursive: true, force: true });
    // varnishd -C prints the program that it makes of the configuration.
    const said = [...(programs[0]?.errors ?? []).filter((line) => !line.startsWith('/*')), ...(programs[1]?.errors ?? [])];
    return { code: codes.find((code) => code !== 0) ?? 0, said: said.join('\n') };
  }

  /** What varnishncsa would log, by the format that the delivered file names. */
  get accessLog(): Promise<string> {
    return this.readLog();
  }

  private async readLog(): Promise<string> {
    const format = /varnishncsa -F '([^']+)'/.exec(readFileSync('deploy/varnish/gatehouse.vcl', 'utf8'))?.[1] ?? '';
    const log = new Program('varnishncsa', ['-n', join(this.folder, 'work'), '-d', '-F', format]);
    await log.exited;
    return log.lines.join('\n');
  }

  override async stop(signal?: NodeJS.Signals): Promise<number | null> {
    await (await this.hitch).stop(signal);
    return super.stop(signal);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function prepare({ tlsPort, instances: [one, other], certificates }: Places): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-varnish-'));
  const { certificate, key } = certificates ?? certificatesFor([HOST], folder);
  const both = join(folder, 'both.pem');
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  const backend = (name: string, at: string) => {
    const [host, port] = at.split(':');
    return [`.host = "${name}";\n    .port = "3000";`, `.host = "${host}";\n    .port = "${port}";`];
  };
  const vcl = delivered(
    'deploy/varnish/gatehouse.vcl',
    Object.fromEntries([backend('app1', hostAndPort(one)), backend('app2', hostAndPort(other))]),
  );
  writeFileSync(join(folder, 'gatehouse.vcl'), vcl);
  const hitch = delivered('deploy/varnish/hitch.conf', {
    'frontend = "[*]:443"': `frontend = "[127.0.0.1]:${tlsPort}"`,
    '/run/varnish/hitch.sock': join(folder, 'hitch.sock'),
    '/etc/hitch/gatehouse.pem': both,
    // The program runs as the rehearsal's own user.
    'user = "_hitch"\ngroup = "_hitch"\n': userInfo().uid === 0 ? 'user = "root"\ngroup = "root"\n' : '',
  });
  writeFileSync(join(folder, 'hitch.conf'), hitch);
  return folder;
}

/** What the delivered unit starts, at this machine's places and without another user. */
function arguments_(folder: string, { port }: Places): string[] {
  const [, line = ''] =
    /^ExecStart=\/usr\/sbin\/varnishd (.+)$/m.exec(readFileSync('deploy/varnish/varnish.service.conf', 'utf8')) ?? [];
  const changes = {
    '-j unix,user=vcache': '-j none',
    'http=:80,': `http=127.0.0.1:${port},`,
    '/run/varnish/hitch.sock,PROXY,group=varnish,mode=660': `${folder}/hitch.sock,PROXY`,
    '/etc/varnish/gatehouse.vcl': `${folder}/gatehouse.vcl`,
  };
  let args = line;
  for (const [from, to] of Object.entries(changes)) {
    if (!args.includes(from)) throw new Error(`deploy/varnish/varnish.service.conf should say "${from}"`);
    args = args.replace(from, to);
  }
  return ['-n', join(folder, 'work'), ...args.split(' ')];
}
