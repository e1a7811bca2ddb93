import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { KeyedMutex } from '../../auth/keyed-mutex.js';
import { clientDisconnect } from '../../http/requests/client-disconnect.js';
import type { Condition } from '../../sessions/revocations/condition.js';
import { ConditionCount, type ConditionCounts } from '../../sessions/revocations/condition-count.js';

/** Milliseconds: proxies end what has said nothing for thirty seconds, and one count may have to wait for another. */
export const COUNTED_FOR = 10_000;

/** This is what a condition would end, as it was counted. */
export interface DryRun extends ConditionCounts {
  /** This is ISO 8601, also where `now` was asked for. */
  readonly before: string;
  /** The administrator who asks is logged out by it too. */
  readonly endsOwnSession: boolean;
}

/** Counts for a page, which cannot wait as long as the operator's console does. */
@Injectable()
export class DryRuns {
  /** A count takes most of a processor: people who ask for pages wait for one of them at most. */
  private readonly turns = new KeyedMutex();

  constructor(private readonly counting: ConditionCount) {}

  /** Returns what was found within the time. Whoever has left is counted for no more. Throws in an outage. */
  async count(condition: Condition, request: Request): Promise<ConditionCounts> {
    const gone = clientDisconnect(request);
    const release = await this.turns.lock('count');
    try {
      return await this.counting.count(condition, { until: AbortSignal.any([gone, AbortSignal.timeout(COUNTED_FOR)]) });
    } finally {
      release();
    }
  }
}
