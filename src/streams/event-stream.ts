import type { Response } from 'express';

/** A comment is sent every so many milliseconds: proxies end what is silent for a minute. */
const COMMENT_EVERY = 15_000;

/** A stream lives at most so many milliseconds, each some less by chance, so that many do not come back at once. */
const LIFE = 10 * 60_000;

/** A reader may leave so many bytes unread before it is let go: what is sent to it would stay in memory. */
const UNREAD_AT_MOST = 256 * 1_024;

/** Milliseconds; left alone browsers wait for three to five seconds before they come back, and `0` is a busy loop. */
const RETRY = 1_000;

/** Proxies and compression would hold events back without the last two. */
const HEAD = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

/**
 * Is an answer that stays open and carries events (HTML, "server-sent events"). `closed` aborts when it has ended, for
 * whatever reason: then there is nobody to send to.
 */
export class EventStream {
  readonly closed: AbortSignal;

  constructor(private readonly response: Response) {
    const closing = new AbortController();
    this.closed = closing.signal;
    const timers = [
      setInterval(() => this.write(':\n\n'), COMMENT_EVERY).unref(),
      setTimeout(() => this.end(), LIFE * (0.8 + 0.2 * Math.random())).unref(),
    ];
    response.once('close', () => {
      timers.forEach(clearTimeout);
      closing.abort();
    });
    response.writeHead(200, HEAD);
    // A first comment at once: Firefox says that a stream is open with its first byte only.
    this.write(`retry: ${RETRY}\n:\n\n`);
  }

  /** Sends an event with data that JSON can say. Does nothing when the stream has ended. Throws for the name `error`. */
  send(event: string, data: unknown): void {
    // A browser takes an event of this name for a broken stream.
    if (event === 'error' || !/^[\w.:-]+$/.test(event)) throw new Error(`an event cannot be called "${event}"`);
    this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Ends the stream. A browser comes back, after `retryAfter` milliseconds if said, unless its page has closed it. */
  end(retryAfter?: number): void {
    if (retryAfter !== undefined) this.write(`retry: ${Math.round(retryAfter)}\n\n`);
    this.response.end();
  }

  private write(text: string): void {
    const { response } = this;
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > UNREAD_AT_MOST) response.destroy();
  }
}
