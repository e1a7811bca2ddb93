import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Logger } from '../log/logger.js';
import { isStoreUnavailable } from '../outages/outage.js';
import { AuditRecorder } from './rows/audit-recorder.js';
import { Verifier } from './verification/verifier.js';
import { Sealer } from './sealing/sealer.js';

/** Milliseconds between two looks for rows to seal, and between two verifications of the last seals. */
const EVERY = 5_000;
const VERIFY_EVERY = 60_000;

/** So many of the last seals are verified each time. */
const VERIFIED = 20;

/**
 * Seals every few seconds, and looks each minute whether the last seals still hold. Every instance asks, and the one that
 * finds the chain free does it.
 */
@Injectable()
export class SealingJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** So many verifications of the last seals have held, and failed, since the start. */
  readonly verifications = { held: 0, failed: 0 };
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | undefined;
  private verifiedAt = performance.now();
  private told = '';

  constructor(
    private readonly sealer: Sealer,
    private readonly verifier: Verifier,
    private readonly recorder: AuditRecorder,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY).unref();
  }

  /** What this process has seen is sealed before it ends, because the next start may be long after. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.recorder.close();
    await this.run();
  }

  /** Seals now; a call while one is under way waits for that one. It never rejects. */
  run(): Promise<void> {
    this.underWay ??= this.sealAndVerify().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async sealAndVerify(): Promise<void> {
    try {
      if (!(await this.sealer.sealAll()) || performance.now() - this.verifiedAt < VERIFY_EVERY) return;
      this.verifiedAt = performance.now();
      await this.verify();
    } catch (error) {
      // The next time is soon enough. Of a store that is away its breaker has told.
      if (!isStoreUnavailable(error)) this.logger.fault('the audit log was not sealed', error);
    }
  }

  /** Verifies the last seals, and tells once of what is wrong. */
  async verify(): Promise<void> {
    const [finding] = (await this.verifier.verify({ last: VERIFIED })).findings;
    this.verifications[finding === undefined ? 'held' : 'failed'] += 1;
    const told = finding === undefined ? '' : `batch ${finding.batch}: ${finding.kind}`;
    if (told !== '' && told !== this.told) {
      this.logger.warn('audit-verification-failed', { event: 'audit-verification-failed', reason: told });
    }
    this.told = told;
  }
}
