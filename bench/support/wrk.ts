import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workDir } from './work-dir.ts';

/** The same request of many visitors, and what every answer to it must be. */
export interface Load {
  readonly origin: string;
  readonly path: string;
  readonly accept: string;
  /** One for each visitor; empty for guests. */
  readonly cookies: readonly string[];
  readonly status: number;
  /** Stands in the body of every right answer; empty where there is no body. */
  readonly marker: string;
}

export interface Sample {
  readonly requests: number;
  /** Requests per second. */
  readonly throughput: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

export interface WrkOptions {
  readonly seconds: number;
  readonly connections?: number;
  readonly threads?: number;
}

/** The browser name that every request of a benchmark bears: sessions are bound to it. */
export const USER_AGENT = 'gatehouse-bench';

let files = 0;

/** Loads an address with wrk over keep-alive connections. Throws when one answer was not the right one. */
export async function wrk(load: Load, { seconds, connections = 32, threads = 1 }: WrkOptions): Promise<Sample> {
  const file = join(workDir(), `requests-${files++}`);
  const cookies = load.cookies.length > 0 ? load.cookies : [''];
  writeFileSync(file, cookies.map((cookie) => `${load.path}\t${load.accept}\t${cookie}\n`).join(''));
  const script = new URL('wrk.lua', import.meta.url).pathname;
  const limits = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'];
  const args = [...limits, '-s', script, load.origin, '--', file, String(load.status), load.marker];
  const { stdout } = await promisify(execFile)('wrk', args);
  const { microseconds, wrong, errors, ...sample } = JSON.parse(/^RESULT (.*)$/m.exec(stdout)?.[1] ?? 'null');
  if (wrong + errors > 0) throw new Error(`${load.origin}${load.path}: ${wrong} wrong answers, ${errors} errors`);
  return { ...sample, throughput: (sample.requests * 1e6) / microseconds };
}
