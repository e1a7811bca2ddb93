import type { Limit } from '../../config/settings.js';
import type { EmbeddedFile, Entry } from './embedded-file.js';
import { rateLimitKey } from '../keys.js';
import { RateLimitWindows, type RateLimited, type ConsumedWindows } from '../rate-limit-windows.js';

/** Keeps the counts in the file of the embedded default. No method yields in between, so each is atomic. */
export class EmbeddedRateLimits extends RateLimitWindows {
  constructor(private readonly file: EmbeddedFile) {
    super();
  }

  async consume(count: string, limits: readonly Limit[]): Promise<ConsumedWindows | RateLimited> {
    const now = Date.now();
    const full = limits.flatMap((limit) => {
      const window = this.window(count, limit);
      return window !== undefined && consumedPermits(window) >= limit.count ? [window.keepUntil - now] : [];
    });
    if (full.length > 0) return { retryAfter: Math.max(...full, 1) };
    return this.file.atomically(() =>
      limits.map((limit) => {
        const window = this.window(count, limit) ?? { value: '0', keepUntil: now + limit.period };
        this.file.set(rateLimitKey(count, limit), String(consumedPermits(window) + 1), window.keepUntil);
        return window.keepUntil;
      }),
    );
  }

  async refund(count: string, limits: readonly Limit[], place: ConsumedWindows) {
    this.file.atomically(() => {
      for (const [nth, limit] of limits.entries()) {
        const window = this.window(count, limit);
        if (window === undefined || window.keepUntil !== place[nth]) continue;
        if (consumedPermits(window) <= 1) this.file.delete(rateLimitKey(count, limit));
        else this.file.set(rateLimitKey(count, limit), String(consumedPermits(window) - 1), window.keepUntil);
      }
    });
  }

  async reset(count: string, limits: readonly Limit[]) {
    for (const limit of limits) this.file.delete(rateLimitKey(count, limit));
  }

  private window(count: string, limit: Limit): Entry | undefined {
    const window = this.file.entry(rateLimitKey(count, limit));
    // A value that is no number would compare as room for any number of tries, and one that expires later than a
    // window can would refuse every one of them.
    const isOurs = window !== undefined && /^\d+$/.test(window.value) && window.keepUntil <= Date.now() + limit.period;
    return isOurs ? window : undefined;
  }
}

function consumedPermits(window: Entry): number {
  return Number(window.value);
}
