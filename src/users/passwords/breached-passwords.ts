import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Logger } from '../../log/logger.js';
import { BreachSettings } from './breach.settings.js';
import { NoRange, rangeOf } from './breach-range.js';

/** The service learns so many hex digits of the hash, which are those of thousands of passwords (k-anonymity). */
const PREFIX = 5;

/**
 * Knows whether a password was found in somebody else's breach (NIST SP 800-63B-4 3.1.1.2), by a service that learns
 * five digits of its hash. Without `BREACH_CHECK_URL` nobody is asked.
 */
@Injectable()
export class BreachedPasswords {
  constructor(
    private readonly settings: BreachSettings,
    private readonly logger: Logger,
  ) {}

  /** Returns false, with a line in the log, when the service does not answer: its outage must not close the door. */
  async has(password: string): Promise<boolean> {
    const { breachCheckUrl } = this.settings;
    if (breachCheckUrl === undefined) return false;
    const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase();
    try {
      const range = await rangeOf(breachCheckUrl, hash.slice(0, PREFIX));
      // A count of 0 is padding, which hides from whoever sees the length of the answer which range it was.
      return (range.get(hash.slice(PREFIX)) ?? 0) > 0;
    } catch (error) {
      if (!(error instanceof NoRange)) throw error;
      this.logger.warn('a new password was accepted without the breach check', { reason: error.reason });
      return false;
    }
  }
}
