/** Spam filters as Debian has them, asked about single mails. Neither asks anybody else: no DNS, no lists of others. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/network.js';
import { answers, eventually, Program } from '../../support/servers/index.js';

export interface Score {
  readonly points: number;
  /** Every rule that gave or took points, with how many. */
  readonly rules: readonly string[];
}

/** Asks SpamAssassin's rules that need no network. */
export function spamAssassin(raw: string): Score {
  const { stdout, status } = spawnSync('spamassassin', ['-L', '-t'], { input: raw, encoding: 'utf8' });
  const [, points] = /\((-?[\d.]+) points,/.exec(stdout) ?? [];
  if (points === undefined) throw new Error(`SpamAssassin ended with ${status}`);
  return {
    points: Number(points),
    rules: [...stdout.matchAll(/^ ?(-?\d+\.\d+ [A-Z][A-Z0-9_]+)/gm)].map(([, rule = '']) => rule),
  };
}

/** These judge a sender's DNS, signatures and history, which a mail on this machine has not. */
const ABOUT_SENDERS = ['rbl', 'fuzzy_check', 'mx_check', 'phishing', 'asn', 'dmarc', 'spf', 'dkim', 'arc', 'hfilter'];

/** An Rspamd of a test's own. */
export class Rspamd {
  private constructor(
    private readonly dir: string,
    private readonly url: string,
    private readonly program: Program,
  ) {}

  static async start(): Promise<Rspamd> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-rspamd-'));
    // Its workers run as another user.
    chmodSync(dir, 0o755);
    const [port, controller] = [await freePort(), await freePort()];
    for (const folder of ['local.d', 'db', 'run', 'log']) mkdirSync(join(dir, folder));
    for (const folder of ['db', 'run', 'log']) chmodSync(join(dir, folder), 0o777);
    const say = (file: string, text: string) => writeFileSync(join(dir, 'local.d', file), `${text}\n`);
    say('worker-normal.inc', `bind_socket = "127.0.0.1:${port}"; count = 1;`);
    say('worker-controller.inc', `bind_socket = "127.0.0.1:${controller}";`);
    say('options.inc', 'dns { nameserver = "127.0.0.1:1:1"; timeout = 0.1s; retransmits = 1; }');
    say('logging.inc', 'type = "console"; level = "error";');
    for (const module of ABOUT_SENDERS) say(`${module}.conf`, 'enabled = false;');
    for (const worker of ['proxy', 'fuzzy']) say(`worker-${worker}.inc`, 'enabled = false;');
    const folders = Object.entries({ LOCAL_CONFDIR: dir, DBDIR: `${dir}/db`, RUNDIR: `${dir}/run`, LOGDIR: `${dir}/log` });
    const vars = folders.map(([name, folder]) => `--var=${name}=${folder}`);
    const program = new Program('rspamd', ['-f', '-i', '-c', '/etc/rspamd/rspamd.conf', ...vars]);
    const rspamd = new Rspamd(dir, `http://127.0.0.1:${port}`, program);
    await eventually('Rspamd answers', () => answers(`${rspamd.url}/ping`), program);
    return rspamd;
  }

  async score(raw: string, from: string, to: string): Promise<Score> {
    const answer = await fetch(`${this.url}/checkv2`, { method: 'POST', body: raw, headers: { From: from, Rcpt: to } });
    const { score, symbols } = (await answer.json()) as { score: number; symbols: Record<string, { score: number }> };
    const counted = Object.entries(symbols).filter(([, symbol]) => symbol.score !== 0);
    return { points: score, rules: counted.map(([name, symbol]) => `${symbol.score} ${name}`) };
  }

  async stop(): Promise<void> {
    await this.program.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
