import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { StartError } from '../lifecycle/start-error.js';

/** What a developer's log has; the path of a request may hold the same words, but not at the beginning of a line. */
const READABLE = /^\S+ info audit-sealed number=(\d{1,10}) hash=([\w-]{43})/;

/**
 * Reads the hashes of seals, by their numbers, out of a log or of lines from it; other lines are passed over. Of a number
 * that the log has twice, because an older backup was put back meanwhile, the first counts. Throws a {@link StartError}
 * where the file cannot be read.
 */
export async function readAnchors(file: string): Promise<Map<number, string>> {
  const anchors = new Map<number, string>();
  try {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      const anchor = anchorIn(line);
      if (anchor !== undefined && !anchors.has(anchor.number)) anchors.set(anchor.number, anchor.hash);
    }
    return anchors;
  } catch {
    throw new StartError(`${file} cannot be read: check the path and its permissions.`);
  }
}

interface Anchor {
  readonly number: number;
  readonly hash: string;
}

function anchorIn(line: string): Anchor | undefined {
  const [, digits, text] = READABLE.exec(line) ?? [];
  if (digits !== undefined && text !== undefined) return { number: Number(digits), hash: text };
  if (!line.includes('audit-sealed')) return undefined;
  try {
    // Platforms write a time or a name before the line.
    const { msg, number, hash } = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
    if (msg !== 'audit-sealed' || typeof number !== 'number' || typeof hash !== 'string') return undefined;
    return { number, hash };
  } catch {
    return undefined;
  }
}
