import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { OutcomeThrown } from '../../http/responses/outcome-thrown.js';
import { RedisPort, type SessionAddress } from '../../redis/redis-port.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { DeletionOutcome } from './deletion-outcome.js';

/** Whoever sends the form again in the same session gets the same outcome for so many milliseconds. */
const REPEATED_WITHIN = 60_000;

const deedOf = ({ hash }: SessionAddress): string => `deletion:${hash}`;

/**
 * Knows the outcome of a deletion whose answer may have been lost. The session is over by then, and a login page would
 * tempt people to take back what they wanted.
 */
@Injectable()
export class RepeatedDeletion implements CanActivate {
  constructor(
    private readonly redis: RedisPort,
    private readonly outcome: DeletionOutcome,
  ) {}

  /**
   * Gives the outcome of the first request to its repetition, which is not signed in any more. Throws LoginRequired for
   * all others who are not.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.user !== undefined) return true;
    const address = addressOf(request.sessionID ?? '');
    const deleteAt = address === null ? null : await this.redis.claims.find(address.hashTag, deedOf(address));
    if (deleteAt === null) throw new LoginRequired(undefined, request.pendingStep);
    throw new OutcomeThrown(this.outcome.tell(request, new Date(deleteAt)));
  }

  /**
   * Runs a deletion for `deleteAt`, or for the time of the same deletion that another request of this session has begun.
   * From now on its repetition is known; that is asked only where nobody is signed in any more, so it may be early.
   */
  async keep(request: Request, deleteAt: Date, deletion: (deleteAt: Date) => Promise<Date>): Promise<Date> {
    const address = addressOf(request.sessionID);
    if (address === null) return deletion(deleteAt);
    const { claims } = this.redis;
    const until = Date.now() + REPEATED_WITHIN;
    const begun = await claims.claim(address.hashTag, deedOf(address), deleteAt.toISOString(), until);
    try {
      return await deletion(begun === null ? deleteAt : new Date(begun));
    } catch (error) {
      await claims.release(address.hashTag, deedOf(address));
      throw error;
    }
  }
}
