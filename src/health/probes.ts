import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/settings.js';
import { askForWrites } from '../database/ask-for-writes.js';
import { examine } from '../doctor/examination.js';
import { answerReadOnly } from '../http/routing/read-only-route.js';
import { nameRoute } from '../http/routing/route-pattern.js';
import { Logger } from '../log/logger.js';
import { isStoreUnavailable } from '../outages/outage.js';
import { RedisPort } from '../redis/redis-port.js';
import { NONCE_HEADER } from '../doctor/nonce.js';
import { UnreadableHashes } from '../users/passwords/unreadable-hashes.js';
import { Serving } from './serving.js';

/** A store that has not answered a probe after so many milliseconds is away. */
const PATIENCE = 1_000;

type Check = 'up' | 'down';

/** Answers machines in plain JSON, whatever is accepted, before anything reads a session. */
@Injectable()
export class Probes {
  /** The log knows that these stores are not ready. */
  private readonly told = new Set<string>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly serving: Serving,
    private readonly em: EntityManager,
    private readonly redis: RedisPort,
    private readonly hashes: UnreadableHashes,
    private readonly logger: Logger,
  ) {}

  readonly answer = (request: Request, response: Response, next: NextFunction): void => {
    const name = /^\/health\/(live|serving|ready)\/?$/i.exec(request.path)?.[1]?.toLowerCase();
    if (name === undefined) return next();
    nameRoute(request, `/health/${name}`);
    if (!answerReadOnly(request, response)) return;
    if (name === 'live') return this.live(request, response, next);
    if (name === 'serving') return send(response, this.serving.wanted);
    this.ready().then((checks) => send(response, this.serving.wanted && allUp(checks), { checks }), next);
  };

  /** Answers a load balancer at once; only the doctor's question asks PostgreSQL. */
  private live(request: Request, response: Response, next: NextFunction): void {
    if (request.headers[NONCE_HEADER] === undefined) return send(response, true);
    const count = () => this.hashes.count();
    examine(request, this.settings, count).then((doctor) => {
      if (doctor?.seen?.location !== undefined) response.setHeader('Location', doctor.seen.location);
      send(response, true, { doctor });
    }, next);
  }

  private async ready(): Promise<Record<string, Check>> {
    const [postgresql, redis] = await Promise.all([
      this.check('postgresql', () => askForWrites(this.em)),
      this.check('redis', () => this.redis.ping()),
    ]);
    return { postgresql, redis };
  }

  /** Logs why a store is not ready, once until it is again; an outage is logged by its breaker. */
  private async check(store: string, ask: () => Promise<void>): Promise<Check> {
    const { state, error } = await stateOf(ask);
    if (state === 'up') this.told.delete(store);
    else if (error !== undefined && !isStoreUnavailable(error) && !this.told.has(store)) {
      this.told.add(store);
      this.logger.fault(`${store} is not ready for requests`, error, { store });
    }
    return state;
  }
}

function send(response: Response, ok: boolean, more: object = {}): void {
  response.status(ok ? 200 : 503).setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify({ status: ok ? 'ok' : 'unavailable', ...more }));
}

function allUp(checks: Record<string, Check>): boolean {
  return Object.values(checks).every((state) => state === 'up');
}

async function stateOf(ask: () => Promise<void>): Promise<{ state: Check; error?: unknown }> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<{ state: Check }>((resolve) => (timer = setTimeout(resolve, PATIENCE, { state: 'down' })));
  const answered = ask().then(
    (): { state: Check } => ({ state: 'up' }),
    (error: unknown): { state: Check; error: unknown } => ({ state: 'down', error }),
  );
  const answer = await Promise.race([answered, tooLate]);
  clearTimeout(timer);
  return answer;
}
