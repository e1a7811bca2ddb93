import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AuditExport } from '../audit/query/audit-export.js';
import { Verifier } from '../audit/verification/verifier.js';
import { readAnchors } from './audit-anchors.js';
import { reported } from './audit-report.js';
import { tell } from './told.js';

const USAGE = `npm run audit -- verify [--anchors <file>]     (the log, or its lines that say audit-sealed)
npm run audit -- export [--since <time>] [--until <time>]     (times such as 2026-11-01 or 2026-11-01T12:00:00Z)

verify tells whether the audit log says what was sealed, and names the first bad batch. Exit code: 0 it holds, 1 it does
not, 2 nobody can tell: a wrong call, a file that cannot be read, no database. export writes JSON lines: seals, and rows
with what proves them (docs/audit.md).
`;

const OPTIONS = { anchors: { type: 'string' }, since: { type: 'string' }, until: { type: 'string' } } as const;

/** Proves the audit log, to an operator or an auditor. */
@Injectable()
export class AuditCommands {
  constructor(
    private readonly verifier: Verifier,
    private readonly exported: AuditExport,
  ) {}

  /** Runs one command and returns the exit code. */
  async run(args: readonly string[]): Promise<number> {
    const call = read(args);
    if (call?.command === 'verify' && call.since === undefined && call.until === undefined) return this.verify(call.anchors);
    if (call?.command !== 'export' || call.anchors !== undefined) return tell(USAGE, 2);
    const [since, until] = [timeOf(call.since), timeOf(call.until)];
    if (since === 'wrong' || until === 'wrong') return tell(USAGE, 2);
    await this.exported.lines({ since, until }, write);
    return 0;
  }

  private async verify(file: string | undefined): Promise<number> {
    const anchors = file === undefined ? undefined : await readAnchors(file);
    if (anchors?.size === 0) return tell(`${file} has no line that says audit-sealed.\n`, 2);
    const verdict = await this.verifier.verify(anchors === undefined ? {} : { anchors });
    return tell(reported(verdict, anchors?.size), verdict.findings.length === 0 ? 0 : 1);
  }
}

interface Call {
  readonly command: string;
  readonly anchors?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function read(args: readonly string[]): Call | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
    const [command, ...more] = positionals;
    return command === undefined || more.length > 0 ? undefined : { command, ...values };
  } catch {
    // An option that is not ours.
    return undefined;
  }
}

function timeOf(text: string | undefined): Date | undefined | 'wrong' {
  if (text === undefined) return undefined;
  const time = new Date(text);
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime()) ? time : 'wrong';
}

/** Whoever reads slowly, such as a pager, is waited for: an export may be larger than memory. */
async function write(line: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
}
