import type { Limit } from '../../config/settings.js';
import type { EmbeddedFile, Entry } from '../embedded-file.js';
import { countKey } from '../keys.js';
import { Counts, type Full, type Place } from './counts.js';

/** Counts in the file of the embedded default. No method yields in between, so each is atomic. */
export class EmbeddedCounts extends Counts {
  constructor(private readonly file: EmbeddedFile) {
    super();
  }

  async take(count: string, limits: readonly Limit[]): Promise<Place | Full> {
    const now = Date.now();
    const full = limits.flatMap((limit) => {
      const window = this.window(count, limit);
      return window !== undefined && taken(window) >= limit.count ? [window.keepUntil - now] : [];
    });
    if (full.length > 0) return { fullFor: Math.max(...full, 1) };
    return this.file.atomically(() =>
      limits.map((limit) => {
        const window = this.window(count, limit) ?? { value: '0', keepUntil: now + limit.period };
        this.file.set(countKey(count, limit), String(taken(window) + 1), window.keepUntil);
        return window.keepUntil;
      }),
    );
  }

  async giveBack(count: string, limits: readonly Limit[], place: Place) {
    this.file.atomically(() => {
      for (const [nth, limit] of limits.entries()) {
        const window = this.window(count, limit);
        if (window === undefined || window.keepUntil !== place[nth]) continue;
        if (taken(window) <= 1) this.file.delete(countKey(count, limit));
        else this.file.set(countKey(count, limit), String(taken(window) - 1), window.keepUntil);
      }
    });
  }

  async clear(count: string, limits: readonly Limit[]) {
    for (const limit of limits) this.file.delete(countKey(count, limit));
  }

  private window(count: string, limit: Limit): Entry | undefined {
    const window = this.file.entry(countKey(count, limit));
    // What is no number would compare as room for any number of tries, and what ends later than a window can
    // would refuse every one of them.
    const isOurs = window !== undefined && /^\d+$/.test(window.value) && window.keepUntil <= Date.now() + limit.period;
    return isOurs ? window : undefined;
  }
}

function taken(window: Entry): number {
  return Number(window.value);
}
