import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ServiceUnavailable } from '../http/errors/service-unavailable.js';
import { shutdownRequested } from '../lifecycle/shutdown.js';
import { SessionOver, SessionWatch } from '../sessions/authentication/session-watch.js';
import { EventStream } from './event-stream.js';

/** Of one session, and of one account, so many streams are open at most: the oldest makes room. */
const OF_A_SESSION = 6;
const OF_AN_ACCOUNT = 20;

/** This instance has so many: each takes memory and a connection of the proxy's. */
const OF_THIS_INSTANCE = 5_000;

/** Browsers come back within so many milliseconds after a stop, spread by chance. */
const BACK_WITHIN = 5_000;

interface OpenStream {
  readonly stream: EventStream;
  readonly accountId: string;
  readonly sessionId: string;
}

/**
 * Keeps streams of events open for people who are signed in, and ends each when its session is over, wherever that was
 * decided: with an event `ended` that says why, within a second. It ends too when a role of the person is taken away.
 * Handlers say `@NoActivity()` beside.
 */
@Injectable()
export class SignedInStreams implements OnModuleDestroy {
  /** The oldest is first. */
  private readonly streams = new Set<OpenStream>();
  private readonly stop = (): void => {
    for (const { stream } of this.streams) stream.end(Math.random() * BACK_WITHIN);
  };

  constructor(private readonly sessions: SessionWatch) {
    shutdownRequested.addEventListener('abort', this.stop, { once: true });
  }

  /** So many streams are open on this instance. */
  get count(): number {
    return this.streams.size;
  }

  /**
   * Opens a stream to whoever this request signs in. Throws `session_required` where a header does, since there is no session
   * that could end; `service_unavailable` when there are too many.
   */
  open(request: Request, response: Response): EventStream {
    const { user, sessionID } = request;
    if (this.streams.size >= OF_THIS_INSTANCE || shutdownRequested.aborted) throw new ServiceUnavailable();
    const { over, release } = this.sessions.follow(request);
    const own = { stream: new EventStream(response), accountId: user?.id ?? '', sessionId: sessionID };
    this.streams.add(own);
    over.addEventListener('abort', () => tellEnd(own.stream, over.reason), { once: true });
    own.stream.closed.addEventListener('abort', () => {
      release();
      this.streams.delete(own);
    });
    this.makeRoom(({ sessionId }) => sessionId === sessionID, OF_A_SESSION);
    this.makeRoom(({ accountId }) => accountId === own.accountId, OF_AN_ACCOUNT);
    // A request for headers only has them.
    if (request.method === 'HEAD') own.stream.end();
    return own.stream;
  }

  /** Sends an event to all streams of an account on this instance. */
  sendTo(accountId: string, event: string, data: unknown): void {
    for (const own of this.streams) if (own.accountId === accountId) own.stream.send(event, data);
  }

  onModuleDestroy(): void {
    shutdownRequested.removeEventListener('abort', this.stop);
    this.stop();
  }

  private makeRoom(isOne: (own: OpenStream) => boolean, most: number): void {
    const alike = [...this.streams].filter(isOne);
    for (const { stream } of alike.slice(0, Math.max(0, alike.length - most))) {
      stream.send('ended', { reason: 'too_many_streams' });
      stream.end();
    }
  }
}

/**
 * A page that hears `ended` closes its stream: to come back would lead to the login page. Who has lost a role comes back,
 * and is judged like anybody who opens the stream: whether it needs that role its handler knows.
 */
function tellEnd(stream: EventStream, reason: unknown): void {
  const why = reason instanceof SessionOver ? reason.why : 'expired';
  if (why !== 'role-revoked') stream.send('ended', { reason: why });
  stream.end();
}
