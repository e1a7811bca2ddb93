import http from 'node:http';
import https from 'node:https';

/** Milliseconds, for name, connection and answer together: a sign-up waits no longer for somebody else's service. */
const TIME_AT_MOST = 1_000;

/** The longest padded range of Have I Been Pwned is under half of these bytes. */
const BYTES_AT_MOST = 256 * 1_024;

/** So many questions are open at once; the others wait within their time. No connection is kept: one that died meanwhile would be an answer lost. */
const LIMITS = { keepAlive: false, maxSockets: 16 } as const;

const AGENTS = { 'http:': new http.Agent(LIMITS), 'https:': new https.Agent(LIMITS) } as const;

/** A line is what follows the prefix of a hash, and how often it was seen. */
const LINE = /^([\dA-F]{35}):(\d{1,15})$/i;

/** Is thrown when a service gave no range; `reason` holds nothing that came from it. */
export class NoRange extends Error {
  override readonly name = 'NoRange';

  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * Asks for the range of hashes that begin with `prefix`: their rests, in upper case, with their counts. Throws
 * {@link NoRange} when there is none within a second. A redirect is not followed: who sends it would learn the prefix.
 */
export async function rangeOf(address: string, prefix: string): Promise<ReadonlyMap<string, number>> {
  const signal = AbortSignal.timeout(TIME_AT_MOST);
  try {
    return parsed(await answerOf(new URL(`${address}/${prefix}`), signal));
  } catch (error) {
    if (error instanceof NoRange) throw error;
    if (signal.aborted) throw new NoRange('no answer within a second');
    const code: unknown = Reflect.get(Object(error), 'code');
    throw new NoRange(typeof code === 'string' ? code : 'no answer');
  }
}

async function answerOf(url: URL, signal: AbortSignal): Promise<string> {
  const { request, agent } =
    url.protocol === 'https:'
      ? { request: https.request, agent: AGENTS['https:'] }
      : { request: http.request, agent: AGENTS['http:'] };
  const headers = { accept: 'text/plain', 'add-padding': 'true', 'user-agent': 'gatehouse' };
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request(url, { agent, headers, signal }, resolve).once('error', reject).end();
  });
  try {
    if (answer.statusCode !== 200) throw new NoRange(`status ${answer.statusCode ?? 0}`);
    return await textOf(answer);
  } finally {
    answer.destroy();
  }
}

async function textOf(answer: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // One that is cut, by a length that does not come or a last chunk that is missing, throws here.
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes > BYTES_AT_MOST) throw new NoRange('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** One line that is none makes the whole no range: half of an answer is nothing to refuse by. */
function parsed(text: string): ReadonlyMap<string, number> {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const range = new Map<string, number>();
  for (const line of lines) {
    const [, rest, count] = LINE.exec(line) ?? [];
    if (rest === undefined) throw new NoRange('no range');
    range.set(rest.toUpperCase(), Number(count));
  }
  return range;
}
