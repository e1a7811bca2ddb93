import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type Desktop, missingPrograms } from './desktop.js';

/** What this machine lacks to run Orca. */
export const missingForOrca = (): string[] => missingPrograms('/usr/bin/orca');

/** GNOME's screen reader. It needs no loudspeaker: what it says stands in its log. */
export class Orca {
  private constructor(private readonly log: string) {}

  static async start(desktop: Desktop): Promise<Orca> {
    const log = join(desktop.home, 'orca.log');
    const script = new URL('run-orca.py', import.meta.url).pathname;
    desktop.start('/usr/bin/python3', [script, '--replace', '--debug', '--debug-file', log]);
    const orca = new Orca(log);
    const isOn = async () => expect(await orca.said()).toContain('Screen reader on.');
    await vi.waitFor(isOn, { timeout: 30_000, interval: 300 });
    return orca;
  }

  /** All that it has said, the first `from` characters left out. */
  async said(from = 0): Promise<string> {
    const text = await readFile(this.log, 'utf8').catch(() => '');
    const lines = [...text.matchAll(/SPEECH OUTPUT: '(.*?)'(?:\{.*)?$/gm)].map(([, line = '']) => line);
    return lines.join(' ').slice(from);
  }
}
