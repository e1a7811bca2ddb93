/*
 * People who send a picture at the same moment: a program of its own, because what that costs must not delay who takes
 * the times. In the world each of them has a machine, so here they come last on the cores, as the product's own process
 * for pictures does. It is told of a {@link Crowd}, then by `send` of each moment; it answers with the statuses.
 */
import { Agent, request } from 'node:http';
import { setPriority } from 'node:os';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Everybody of `senders` (cookies) sends this picture. */
export interface Crowd {
  readonly origin: string;
  readonly senders: readonly string[];
  readonly picture: Uint8Array;
}

const NICE = 19;

/**
 * Bytes, and milliseconds between them: each has a line of 50 Mbit/s, and twenty of them fill a network card of
 * 1 Gbit/s. It lets them through in turns, so their pieces do not come at the same moment either.
 */
const PIECE = 65_536;
const PACE = 10;

const BOUNDARY = 'a-boundary-that-no-picture-has';

setPriority(NICE);
const agent = new Agent({ keepAlive: true });
let send: (() => Promise<number[]>) | undefined;

process.on('message', (message: Crowd | 'send') => {
  if (message === 'send') void send?.().then((statuses) => process.send?.(statuses));
  else send = sendingOf(message);
});
process.on('disconnect', () => process.exit());

/** Writes the same bytes for everybody: a form that is made anew for each costs more than the product takes to read it. */
function sendingOf({ origin, senders, picture }: Crowd): () => Promise<number[]> {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="picture"; filename="me.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), picture, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  const headers = {
    accept: 'application/json',
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'content-length': body.length,
  };
  const upload = (cookie: string, nth: number) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${origin}/settings/picture`, { method: 'POST', agent, headers: { ...headers, cookie } }, (answer) => {
        answer.resume().once('close', () => resolve(answer.statusCode ?? 0));
      }).once('error', reject);
      Readable.from(pieces(body, nth % PACE)).pipe(sent);
    });
  return () => Promise.all(senders.map(upload));
}

/** Begins `later` milliseconds from now. */
async function* pieces(body: Buffer, later: number): AsyncGenerator<Buffer> {
  await sleep(later);
  for (let at = 0; at < body.length; at += PIECE) {
    yield body.subarray(at, at + PIECE);
    await sleep(PACE);
  }
}
