import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log/logger.js';
import { requestScope } from '../log/request-scope.js';
import { isOutage } from './outage.js';
import { StoreUnavailable } from './store-unavailable.js';

/** A store may take so many milliseconds to answer a probe. */
const PROBE_TIMEOUT = 500;

/** A store that is away is asked every so many milliseconds whether it is back, so that people wait 2 s at most. */
const PROBE_EVERY = 500;

/** Failed calls are logged at most once in so many milliseconds. */
const REPORT_EVERY = 1_000;

/**
 * Calls go through while it is `closed` and are refused at once while it is `open`, or `half-open` while one probe is
 * under way.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

export interface GuardedStore {
  /** Log lines and metrics use this name. */
  readonly name: string;
  /** Resolves when the store answers. */
  readonly probe: () => Promise<unknown>;
  /** This is called when the breaker has opened, because connections of before are not to be trusted. */
  readonly onOpen?: () => void;
}

/**
 * Keeps a store that is away from costing every request a time-out. It opens when a call has failed by
 * its connection or by time and a probe fails as well: one lost connection, one slow query or one shard of
 * a Cluster refuses nobody else. The probes are its own, never a visitor's request.
 */
export class CircuitBreaker {
  private current: BreakerState = 'closed';
  private reportedAt = -Infinity;
  private verifying: Promise<void> | undefined;
  private readonly stopped = new AbortController();

  constructor(
    private readonly store: GuardedStore,
    private readonly logger: Logger,
  ) {}

  get name(): string {
    return this.store.name;
  }

  get state(): BreakerState {
    return this.current;
  }

  /** Makes a call, or throws {@link StoreUnavailable} at once. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    this.refuseWhenOpen();
    try {
      return await call();
    } catch (error) {
      throw await this.judge(error);
    }
  }

  /**
   * Does the same as {@link run} for a call that may be made twice: it is repeated where the store answers a probe.
   * So a lost connection, or a moment in which this process was too busy to read a reply in time, costs nobody an
   * answer.
   */
  async runIdempotent<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.run(call);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || this.current !== 'closed') throw error;
    }
    try {
      return await call();
    } catch (error) {
      // There is no second probe, because the caller has waited for two time-outs already.
      throw isOutage(error) ? new StoreUnavailable(this.name, { cause: error }) : error;
    }
  }

  /** Throws {@link StoreUnavailable} unless the breaker is closed. */
  refuseWhenOpen(): void {
    if (this.current !== 'closed') throw new StoreUnavailable(this.name);
  }

  /**
   * Returns what the caller of a failed call is to be told: {@link StoreUnavailable}, or the error itself where the
   * store has answered. It waits for the probe: a request that needs the store twice would otherwise wait for two
   * time-outs.
   */
  async judge(error: unknown): Promise<unknown> {
    if (!isOutage(error)) return error;
    if (this.current === 'closed') await (this.verifying ??= this.verify(error));
    return new StoreUnavailable(this.name, { cause: error });
  }

  /** Stops the probes. */
  stop(): void {
    this.stopped.abort();
  }

  private async verify(error: unknown): Promise<void> {
    const answers = await this.answers();
    this.verifying = undefined;
    if (answers) return this.report(error);
    // The outage belongs to no request, though one has found it.
    if (!this.stopped.signal.aborted) requestScope.exit(() => void this.waitForReturn(error));
  }

  /** Reports that something is wrong with one connection, or one shard of a Cluster. */
  private report(error: unknown): void {
    const now = performance.now();
    if (now - this.reportedAt < REPORT_EVERY) return;
    this.reportedAt = now;
    this.logger.fault(`${this.name} did not serve a call`, error, { store: this.name, breaker: 'closed' });
  }

  /** Writes one line for an outage and one for its end, whatever the number of requests in between. */
  private async waitForReturn(error: unknown): Promise<void> {
    const since = performance.now();
    this.current = 'open';
    this.logger.fault(`${this.name} is away`, error, { store: this.name, breaker: 'open' });
    this.store.onOpen?.();
    while (!(await this.probe())) {
      this.current = 'open';
      await sleep(PROBE_EVERY, undefined, { ref: false });
      if (this.stopped.signal.aborted) return;
    }
    this.current = 'closed';
    const seconds = Math.round((performance.now() - since) / 100) / 10;
    this.logger.warn(`${this.name} is back`, { store: this.name, breaker: 'closed', seconds });
  }

  private probe(): Promise<boolean> {
    this.current = 'half-open';
    return this.answers();
  }

  private answers(): Promise<boolean> {
    const answer = this.store.probe().then(
      () => true,
      () => false,
    );
    return Promise.race([answer, sleep(PROBE_TIMEOUT, false, { ref: false })]);
  }
}
